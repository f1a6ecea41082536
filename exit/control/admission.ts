import type { IncomingMessage } from 'node:http';
import { includesVersion } from '../../shared/wire/tunnel-endpoint.ts';
import { SUBPROTOCOL } from '../../shared/wire/ws-transport.ts';
import type { ControlGuard } from '../limits/control-guard.ts';
import type { ExitLog } from '../log.ts';
import type { Grant } from '../tokens/grant.ts';
import type { Authentication, TokenAuth } from '../tokens/token-auth.ts';

/** When to come back while the tokens cannot be read, s: somebody has to mend the disk first. */
const STORE_RETRY_S = 10;

/** Why a request is refused. */
export interface Refusal {
  status: number;
  message: string;
  /** Seconds. */
  retryAfter?: number;
}

/** A request with a good token. */
export interface Admitted {
  grant: Grant;
  /** IP address that it came from, behind the trusted proxies. */
  from: string;
}

export type Admission = (Admitted & { refusal?: undefined }) | { refusal: Refusal };

export interface AdmissionsParts {
  auth: TokenAuth;
  guard: ControlGuard;
  log: ExitLog;
  /** Whether no new session is taken. */
  draining(): boolean;
  /** A good token was used. */
  used(grant: Grant, from: string): void;
}

/** Decides who may use the control plane, and as what. */
export class Admissions {
  readonly #parts: AdmissionsParts;

  constructor(parts: AdmissionsParts) {
    this.#parts = parts;
  }

  /** A client of any transport, which offers these versions of the protocol. */
  client(request: IncomingMessage, offered: string | string[] = 'none'): Admission {
    const admission = this.#withToken(request);
    if (admission.refusal !== undefined) return admission;
    if (!includesVersion(String(offered))) {
      this.#parts.log.warn({ remote: admission.from, offered }, 'a client was refused: other protocol version');
      const message = `This exit server speaks ${SUBPROTOCOL}; the client offered ${printable(String(offered))}.`;
      return { refusal: { status: 426, message } };
    }
    if (this.#parts.draining()) {
      const message = 'This exit server is shutting down: connect again in a moment.';
      return { refusal: { status: 503, message, retryAfter: 1 } };
    }
    return admission;
  }

  /** Somebody who runs the server, by the token of `--token-file` or an admin token. */
  operator(request: IncomingMessage): Admission {
    const admission = this.#withToken(request);
    if (admission.refusal !== undefined || admission.grant.scope.admin === true) return admission;
    this.#parts.log.warn(
      { remote: admission.from, tokenId: admission.grant.tokenId },
      'a request was refused: no admin token',
    );
    const message =
      'This token is for tunnels: use one made with "porthole-exit token create --admin", or that of --token-file.';
    return { refusal: { status: 403, message } };
  }

  #withToken(request: IncomingMessage): Admission {
    const { guard, log } = this.#parts;
    const { authorization } = request.headers;
    const from = guard.addressOf(request);
    const retryAfter = guard.waitSeconds(from);
    // Before the token is compared: otherwise the guesses would go on.
    if (retryAfter > 0) {
      const message = 'Too many wrong tokens came from this address: try again later.';
      return { refusal: { status: 429, message, retryAfter } };
    }
    let result: Authentication;
    try {
      result = this.#parts.auth.authenticate(authorization);
    } catch (error) {
      log.error({}, `no token can be checked: ${(error as Error).message}`);
      const message = 'This exit server cannot read its tokens just now: try again later.';
      return { refusal: { status: 503, message, retryAfter: STORE_RETRY_S } };
    }
    if (result.grant !== undefined) {
      this.#parts.used(result.grant, from);
      return { grant: result.grant, from };
    }
    const { code, message } = result.end;
    // Whoever sends none, or one that was good once, does not guess.
    if (authorization !== undefined && code === 'token-unknown') guard.failed(from);
    // Whoever sends none is not stopped: a warning for each would let strangers fill the disk.
    const level = authorization === undefined ? 'debug' : 'warn';
    log[level]({ remote: from, code }, 'a request was refused: wrong or missing token');
    return { refusal: { status: 401, message } };
  }
}

/** What somebody else sent, made fit for one line of ours. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
