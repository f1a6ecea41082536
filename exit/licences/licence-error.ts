/** Licences cannot be issued, found or kept as asked; the message is one line that says what to do. */
export class LicenceError extends Error {
  override readonly name = 'LicenceError';
  readonly code: 'not-found' | 'key-file' | 'store' | 'too-many';

  constructor(code: LicenceError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
