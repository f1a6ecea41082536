/**
 * Values of the `Porthole-Error` field (docs/exit-server.md, What visitors see); `upstream-invalid`: it was reached and gave no valid answer; `client-exhausted`: nobody asked it, since this computer
 * has no file left for a connection.
 */
export type UpstreamErrorCode = 'upstream-refused' | 'upstream-timeout' | 'upstream-invalid' | 'client-exhausted';

/** Why an upstream gave no answer. */
export class UpstreamError extends Error {
  readonly code: UpstreamErrorCode;
  /** What to do; undefined: to bring the upstream back, which depends on what it is. */
  readonly nextStep: string | undefined;

  constructor(code: UpstreamErrorCode, message: string, nextStep?: string) {
    super(message);
    this.code = code;
    this.nextStep = nextStep;
  }
}
