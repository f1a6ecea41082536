#!/usr/bin/env node
import { EXIT_SIDE } from '../exit/exit-side.ts';
import { bearClosedOutput } from '../shared/closed-output.ts';
import { plainText } from '../shared/plain-text.ts';
import { youngGarbage } from '../shared/wire/young-garbage.ts';
import { CommandError } from './command-error.ts';
import { runCommandLine } from './command-line.ts';
import { diagnostics } from './diagnostics.ts';
import { doctor } from './doctor.ts';
import { forward } from './forward.ts';
import { licence } from './licence.ts';
import { requests } from './requests.ts';
import { serve } from './serve.ts';
import { share } from './share.ts';
import { status } from './status.ts';

const { startEmbeddedExit } = EXIT_SIDE;

bearClosedOutput();
youngGarbage.enable();
// No `await` at the top level: parts of the bundle that are loaded by a command import this file, and would wait until the command has ended.
runCommandLine(process.argv.slice(2), {
  serve: (flags) => serve(flags, EXIT_SIDE),
  share: (target, flags) => share(target, flags, startEmbeddedExit),
  forward: (port, target, flags) => forward(port, target, flags, startEmbeddedExit),
  status,
  doctor,
  diagnostics,
  licence,
  requests,
}).catch((error: unknown) => {
  const expected = error instanceof CommandError;
  const text = expected
    ? plainText.line(error.message)
    : plainText.lines(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.stderr.write(`porthole: ${text}\n`);
  process.exitCode = expected ? error.exitCode : 1;
});
