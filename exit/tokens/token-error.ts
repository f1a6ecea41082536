/** A token cannot be made, found or changed as asked; the message is one line that says what to do. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly code: 'not-found' | 'label-taken' | 'too-many' | 'expired' | 'store';

  constructor(code: TokenError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
