/** What the person at the command line must change; the message is one line that says what is right. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
