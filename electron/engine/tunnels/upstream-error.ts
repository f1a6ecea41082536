/** Values of the `Porthole-Error` field (design.md §8); `upstream-invalid`: it was reached and gave no valid answer. */
export type UpstreamErrorCode = 'upstream-refused' | 'upstream-timeout' | 'upstream-invalid';

/** Why an upstream gave no answer. */
export class UpstreamError extends Error {
  readonly code: UpstreamErrorCode;

  constructor(code: UpstreamErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
