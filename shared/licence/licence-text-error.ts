/** What was typed or pasted is no licence. The message is one line that says what is wrong and what to do. */
export class LicenceTextError extends Error {
  override readonly name = 'LicenceTextError';
}
