import { join } from 'node:path';
import { BUILD_TARGETS } from './build/build-target.ts';
import { build } from './build/builder.ts';
import { BIN, checkoutEnvironment, ROOT } from './setup/checkout.js';
import { runProgram } from './setup/run-program.js';

// Makes the packages of the desktop app for this system in release/, as electron-builder.yml says. What follows `npm run pack --` goes to electron-builder, e.g.
// `--linux deb` or `--dir`.

/** What electron-builder.yml packs of dist/. */
const PACKED: ReadonlySet<string> = new Set(['page', 'main', 'storage', 'preload']);

const targets = BUILD_TARGETS.filter(({ name }) => PACKED.has(name));
await build(targets, { onlyStale: true, report: (line) => process.stdout.write(`${line}\n`) });
process.exitCode = await runProgram(
  join(BIN, process.platform === 'win32' ? 'electron-builder.cmd' : 'electron-builder'),
  // Nothing is ever sent anywhere from here: a release is made by its workflow.
  ['--publish', 'never', ...process.argv.slice(2)],
  { cwd: ROOT, env: checkoutEnvironment(), shell: process.platform === 'win32' },
);
