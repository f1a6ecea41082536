/** Why secrets can be neither encrypted nor decrypted just now. The message is one line that says what to do. */
export class CipherProblem extends Error {
  override readonly name = 'CipherProblem';
}
