#!/usr/bin/env node
import { bearClosedOutput } from '../shared/closed-output.ts';
import { plainText } from '../shared/plain-text.ts';
import { youngGarbage } from '../shared/wire/young-garbage.ts';
import { runCommandLine } from './command/command-line.ts';
import { printGenerated } from './command/generate-command.ts';
import { checkHealth } from './command/health-command.ts';
import { licenceCommands } from './command/licences/licence-commands.ts';
import { runExitServer } from './command/run-command.ts';
import { showStatus } from './command/status-command.ts';
import { StatusError } from './command/status-error.ts';
import { tokenCommands } from './command/tokens/token-commands.ts';
import { UsageError } from './command/usage-error.ts';
import { LicenceError } from './licences/licence-error.ts';
import { LicenceRefusal } from './licences/licence-refusal.ts';
import { ListenError } from './net/listen.ts';
import { CertificateError } from './tls/certificate-error.ts';
import { TokenError } from './tokens/token-error.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** Their message is one line for the person at the command line. */
const EXPECTED = [UsageError, ListenError, StatusError, CertificateError, TokenError, LicenceError, LicenceRefusal];

bearClosedOutput();
youngGarbage.enable();
void main();

/** A function, since the single-file binary of `npm run pack:exit` is CommonJS, which has no top-level await. */
async function main(): Promise<void> {
  try {
    await runCommandLine(process.argv.slice(2), {
      run: (flags) => runExitServer(flags, process),
      status: (flags) => showStatus(flags, process),
      health: checkHealth,
      token: {
        create: (flags) => tokenCommands.create(flags, process),
        list: (flags) => tokenCommands.list(flags, process),
        revoke: (which, flags) => tokenCommands.revoke(which, flags, process),
        rotate: (which, flags) => tokenCommands.rotate(which, flags, process),
      },
      licence: {
        keygen: (flags) => licenceCommands.keygen(flags, process),
        issue: (flags) => licenceCommands.issue(flags, process),
        inspect: (what, flags) => licenceCommands.inspect(what, flags, process),
        list: (flags) => licenceCommands.list(flags, process),
        revoke: (id, flags) => licenceCommands.revoke(id, flags, process),
      },
      generate: (where, flags) => printGenerated(where, flags, process),
    });
  } catch (error) {
    const expected = EXPECTED.some((kind) => error instanceof kind);
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    const text = expected ? plainText.line(message) : plainText.lines(stack ?? message);
    process.stderr.write(`porthole-exit: ${text}\n`);
    process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  }
}
