/** A command that cannot go on: one line on stderr, and an exit code that says whose fault it is. */
export class CommandError extends Error {
  readonly exitCode: 1 | 2;

  /** @param exitCode 1 failed while running, 2 wrong usage */
  constructor(exitCode: 1 | 2, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
