/** A request that cannot be done as it stands: `code` is one of the contract's errors, the message says what to do next. */
export class RequestError extends Error {
  readonly code: 'INVALID' | 'NOT_FOUND' | 'CONFLICT' | 'NOT_NOW';
  readonly field: string | undefined;

  constructor(code: RequestError['code'], message: string, field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}
