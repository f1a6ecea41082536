import type { z } from 'zod';
import {
  type DeviceRequest,
  LICENCE_PATHS,
  LicenceIssuers,
  LicenceProblem,
  Statement,
  StaticAnswer,
} from '../../../shared/licence/licence-api.ts';
import type { ControlAnswer } from '../../../shared/wire/ask-control-plane.ts';
import { askControl } from '../network/control-request.ts';
import type { Network } from '../network/network.ts';

/** Where to ask. */
export interface Desk {
  /** `ws(s)://HOST[:PORT]` */
  readonly url: string;
  readonly ca?: string | undefined;
}

/** What an exit server said. */
export type DeskReply<Value> = {
  /** By how much its clock is ahead of this computer's, ms; undefined where it does not say. */
  readonly clockAheadMs: number | undefined;
} & (
  | { readonly value: Value; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: LicenceProblem }
  /** It knows nothing of licences, or of this kind. */
  | { readonly value?: undefined; readonly problem?: undefined }
);

/** The `Date` field has whole seconds: on average half of one has passed. */
const HALF_SECOND_MS = 500;
/** How long giving a place back may take, ms: somebody waits for a command to end, and the place is free in four days anyway. */
const GOODBYE_MS = 3_000;
const NOTHING_HERE = new Set([404, 405]);

/** Asks exit servers about licences. All calls reject where the exit server cannot be reached or makes no sense. */
export class LicenceDeskClient {
  readonly #network: Network;
  readonly #now: () => number;

  constructor(network: Network, now: () => number) {
    this.#network = network;
    this.#now = now;
  }

  issuers(desk: Desk): Promise<DeskReply<LicenceIssuers>> {
    return this.#ask(desk, LicenceIssuers, 'GET', LICENCE_PATHS.issuers);
  }

  activate(desk: Desk, device: DeviceRequest): Promise<DeskReply<z.infer<typeof Statement>>> {
    return this.#ask(desk, Statement, 'POST', LICENCE_PATHS.activate, device);
  }

  checkSubscription(desk: Desk, device: DeviceRequest): Promise<DeskReply<z.infer<typeof Statement>>> {
    return this.#ask(desk, Statement, 'POST', LICENCE_PATHS.check, device);
  }

  checkStatic(desk: Desk, licence: string): Promise<DeskReply<object>> {
    return this.#ask(desk, StaticAnswer, 'POST', LICENCE_PATHS.check, { licence });
  }

  async deactivate({ url, ca }: Desk, device: DeviceRequest): Promise<void> {
    const { status } = await askControl(this.#network, {
      ...{ url, pin: ca, method: 'POST', path: LICENCE_PATHS.deactivate, body: device, timeoutMs: GOODBYE_MS },
    });
    if (status !== 200) throw new Error(`The exit server answered with ${status}.`);
  }

  async #ask<Schema extends z.ZodType>(
    { url, ca }: Desk,
    schema: Schema,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<DeskReply<z.output<Schema>>> {
    const sentAt = this.#now();
    const answer = await askControl(this.#network, { url, pin: ca, method, path, body });
    const middle = (sentAt + this.#now()) / 2;
    const clockAheadMs = answer.date === undefined ? undefined : answer.date + HALF_SECOND_MS - middle;
    if (answer.status === 200) return { clockAheadMs, value: schema.parse(JSON.parse(answer.body)) };
    const problem = problemOf(answer);
    if (problem !== undefined) return { clockAheadMs, problem };
    if (NOTHING_HERE.has(answer.status)) return { clockAheadMs };
    throw new Error(`The exit server answered with ${answer.status}.`);
  }
}

/** What the exit server refuses in its own words; a proxy on the way has others. */
function problemOf({ body }: ControlAnswer): LicenceProblem | undefined {
  try {
    return LicenceProblem.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
