/** A certificate, a key or a CA cannot be used; the message is one line that names it and says what to do. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}
