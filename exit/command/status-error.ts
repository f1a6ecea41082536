/** The status of a running exit server cannot be had; the message is one line that says what to check. Exit code 1. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
}
