export interface DialErrorDetails {
  status?: number | undefined;
  retryAfterMs?: number | undefined;
  reached?: boolean | undefined;
  byExitServer?: boolean | undefined;
  cause?: unknown;
}

/** Why a session could not be opened. `kind` is for programs; the message is one sentence that says what to do. */
export class DialError extends Error {
  readonly kind:
    | 'unauthorized' // the token was refused: waits for the user
    | 'rate-limited' // too many tries: `retryAfterMs` says when to come back
    | 'wrong-version' // the server speaks another version of the protocol
    | 'unavailable' // a draining exit server, or a load balancer that has none: it comes back
    | 'no-websocket' // the exit server is there, but the handshake lost its Upgrade on the way
    | 'not-porthole' // something else answers there
    | 'unreachable' // no connection
    | 'proxy' // the proxy on the way cannot be reached or does not connect
    | 'proxy-auth' // the proxy wants a user name and password: waits for the user
    | 'tls' // the server's certificate is not trusted, or there is no TLS
    | 'timeout'; // no answer in time
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;
  /** Whether the connection stood (TCP, and TLS where it is spoken) before the dial failed. */
  readonly reached: boolean;
  /** Whether the answer was the exit server's own, and not that of something on the way. */
  readonly byExitServer: boolean;
  /** How long to wait before the next try, where the server said so. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: DialError['kind'], message: string, details: DialErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'DialError';
    this.kind = kind;
    this.status = details.status;
    this.reached = details.reached ?? details.status !== undefined;
    this.byExitServer = details.byExitServer ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}
