/**
 * Lets a program go on, or end in its own way, when the reader of its output has gone (`porthole status | head -1`): without a listener
 * Node ends it with a stack trace.
 */
export function bearClosedOutput(outputs: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
  for (const output of outputs) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
