#!/usr/bin/env node
import { bearClosedOutput } from '../shared/closed-output.ts';
import { youngGarbage } from '../shared/wire/young-garbage.ts';
import { runCommandLine } from './command/command-line.ts';
import { runExitServer } from './command/run-command.ts';
import { showStatus } from './command/status-command.ts';
import { StatusError } from './command/status-error.ts';
import { UsageError } from './command/usage-error.ts';
import { ListenError } from './net/listen.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

bearClosedOutput();
youngGarbage.enable();
void main();

/** A function, since the single-file binary of `npm run pack:exit` is CommonJS, which has no top-level await. */
async function main(): Promise<void> {
  try {
    await runCommandLine(process.argv.slice(2), {
      run: (flags) => runExitServer(flags, process),
      status: (flags) => showStatus(flags, process),
    });
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof ListenError || error instanceof StatusError;
    const text = expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`porthole-exit: ${text}\n`);
    process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  }
}
