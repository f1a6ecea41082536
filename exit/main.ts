#!/usr/bin/env node
import { bearClosedOutput } from '../shared/closed-output.ts';
import { runCommandLine } from './command-line.ts';
import { ListenError } from './listen.ts';
import { runExitServer } from './run-command.ts';
import { showStatus } from './status-command.ts';
import { StatusError } from './status-error.ts';
import { UsageError } from './usage-error.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

bearClosedOutput();
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
