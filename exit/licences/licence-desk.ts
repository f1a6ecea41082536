import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import {
  DeviceRequest,
  LICENCE_PATHS,
  type LicenceIssuers,
  type LicenceProblem,
  type LicenceRefusalCode,
  StaticRequest,
} from '../../shared/licence/licence-api.ts';
import type { LicenceClaims } from '../../shared/licence/licence-claims.ts';
import { parseLicenceKey } from '../../shared/licence/licence-key.ts';
import { LicenceTextError } from '../../shared/licence/licence-text-error.ts';
import { LICENCE_TIMES } from '../../shared/licence/licence-times.ts';
import { sendJson, sendText } from '../control/answers.ts';
import { BadRequest } from '../control/bad-request.ts';
import { readJson } from '../control/read-json.ts';
import type { ControlGuard } from '../limits/control-guard.ts';
import { TokenBuckets } from '../limits/token-buckets.ts';
import { visitorKey } from '../limits/visitor-key.ts';
import type { ExitLog } from '../log.ts';
import type { LicenceSigner } from './issuer-key.ts';
import type { LicenceGate } from './licence-gate.ts';
import { LicenceRefusal } from './licence-refusal.ts';
import type { LicenceStore } from './licence-store.ts';
import { signLicence } from './sign-licence.ts';

/** Bytes of a request: a licence in JSON, twice over. */
const MAX_BODY = 8 * 1024;
/** Requests of one address a minute: an office of many computers starts in the morning; each costs a signature or two, some 100 µs. */
const MAX_PER_MINUTE = 120;
const MINUTE_MS = 60_000;
/** When to come back while the licences cannot be read, s. */
const STORE_RETRY_S = 10;

const STATUS: Partial<Record<LicenceRefusalCode, number>> = {
  'licence-unknown-key': 404,
  'licence-device-limit': 409,
  'licence-revoked': 410,
  'licence-expired': 410,
};
const OTHER_STATUS = 403;

const CheckRequest = z.union([DeviceRequest, StaticRequest]);

export interface LicenceDeskParts {
  gate: LicenceGate;
  required: boolean;
  /** Where this server is an issuer itself. */
  own?: { signer: LicenceSigner; store: LicenceStore } | undefined;
  guard: ControlGuard;
  log: ExitLog;
  /** ms since the epoch */
  now?: (() => number) | undefined;
}

/** Answers what clients ask about licences, see shared/licence/licence-api.ts. */
export class LicenceDesk {
  readonly #parts: LicenceDeskParts;
  readonly #now: () => number;
  readonly #asked: TokenBuckets;

  constructor(parts: LicenceDeskParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#asked = new TokenBuckets(MAX_PER_MINUTE, MINUTE_MS);
  }

  /** Answers one request to a path under `/licence/`. */
  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that is gone, or sends less than it announced: nobody is left to be told.
    request.on('error', ignore);
    const { guard, log } = this.#parts;
    // What licences are judged by here: clients compare it with their own clock.
    response.setHeader('Date', new Date(this.#now()).toUTCString());
    const from = guard.addressOf(request);
    const wait = this.#waitSeconds(from);
    if (wait > 0) {
      response.setHeader('Retry-After', wait);
      return sendText(response, 429, 'Too many requests or wrong keys came from this address: try again later.');
    }
    const wanted = path === LICENCE_PATHS.issuers ? 'GET' : 'POST';
    if (request.method !== wanted) {
      response.setHeader('Allow', wanted);
      return sendText(response, 405, `Ask ${path} with ${wanted}.`);
    }
    try {
      sendJson(response, 200, await this.#answerTo(path, request));
    } catch (error) {
      // It broke off.
      if (request.destroyed && !request.complete) return void response.destroy();
      if (error instanceof BadRequest) return sendText(response, error.status, error.message);
      if (!(error instanceof LicenceRefusal)) {
        log.error({ err: error }, 'a request about licences could not be answered');
        response.setHeader('Retry-After', STORE_RETRY_S);
        return sendText(response, 503, 'This exit server cannot read its licences just now: try again later.');
      }
      if (error.code === 'licence-unknown-key') guard.failed(from);
      log.info({ remote: from, code: error.code }, 'a request about a licence was refused');
      sendJson(response, STATUS[error.code] ?? OTHER_STATUS, error.problem satisfies LicenceProblem);
    }
  }

  #waitSeconds(from: string): number {
    const key = visitorKey(from);
    const wait = Math.max(this.#parts.guard.waitSeconds(from), Math.ceil(this.#asked.waitMs(key) / 1_000));
    this.#asked.take(key);
    return wait;
  }

  async #answerTo(path: string, request: IncomingMessage): Promise<object> {
    if (path === LICENCE_PATHS.issuers) return this.#issuers();
    if (path === LICENCE_PATHS.activate) return this.#state(await readJson(request, MAX_BODY, DeviceRequest));
    if (path === LICENCE_PATHS.deactivate) {
      const { key, device } = await readJson(request, MAX_BODY, DeviceRequest);
      this.#own().store.leavePlace(canonical(key), device);
      return {};
    }
    if (path !== LICENCE_PATHS.check) throw new BadRequest(404, 'There is nothing here.');
    const asked = await readJson(request, MAX_BODY, CheckRequest);
    if ('key' in asked) return this.#state(asked);
    await this.#parts.gate.check(asked.licence);
    return { valid: true };
  }

  #issuers(): LicenceIssuers {
    const { gate, required, own } = this.#parts;
    const issuers = gate.issuers.map(({ kid, name, url }) => ({ kid, name, ...(url && { url }) }));
    return { required, activates: own !== undefined, issuers };
  }

  /** Gives or renews a computer's place, and states what it has. */
  async #state({ key, device, label }: DeviceRequest): Promise<{ licence: string }> {
    const { signer, store } = this.#own();
    const { record, until } = store.takePlace(canonical(key), { device, label });
    const { id, holder, plan, limits, url, endsAt } = record;
    const now = this.#now();
    const claims: Omit<LicenceClaims, 'iss'> = {
      ...({ jti: id, kind: 'subscription', holder, plan, limits, device } as const),
      iat: seconds(now),
      nbf: seconds(now),
      exp: seconds(until),
      due: seconds(Math.min(now + LICENCE_TIMES.recheckMs, until)),
      ...(endsAt !== undefined && { until: seconds(Date.parse(endsAt)) }),
      ...(url !== undefined && { url }),
    };
    return { licence: await signLicence(claims, signer) };
  }

  #own(): { signer: LicenceSigner; store: LicenceStore } {
    if (this.#parts.own !== undefined) return this.#parts.own;
    throw new BadRequest(404, 'This exit server does not activate licence keys: ask the one where the key was bought.');
  }
}

/** A key as it was given out. One that is mistyped is nobody's. */
function canonical(key: string): string {
  try {
    return parseLicenceKey(key);
  } catch (error) {
    if (error instanceof LicenceTextError) throw new BadRequest(400, error.message);
    throw error;
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

function ignore(): void {}
