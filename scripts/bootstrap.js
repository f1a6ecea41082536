// What `npm start` and `npm test` run: makes a fresh clone ready, then goes on under the project's own Node (24).
// Plain JavaScript on purpose: the machine's own Node (20.11 or newer, for import.meta.dirname) must be able to read it.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkoutEnvironment, NODE, ROOT } from './setup/checkout.js';
import { ensureDependencies } from './setup/dependencies.js';
import { endWithNpm } from './setup/end-with-npm.js';
import { runProgram } from './setup/run-program.js';
import { ensureSystemParts } from './setup/system-parts.js';

/** @type {Record<string, { entry: string, prepare?: () => Promise<void> }>} */
const COMMANDS = {
  start: { entry: join(ROOT, 'scripts/start.ts') },
  test: { entry: join(ROOT, 'scripts/test.ts'), prepare: ensureSystemParts },
};

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (command === undefined) {
  process.stderr.write(`Usage: node scripts/bootstrap.js ${Object.keys(COMMANDS).join('|')} [FLAGS]\n`);
  process.exit(2);
}
endWithNpm();
try {
  const installedNow = await ensureDependencies();
  await command.prepare?.();
  if (!installedNow && process.execPath === realpathSync(NODE)) {
    // npm puts node_modules/.bin first, so this is the usual case: no second process is needed.
    process.argv = [process.execPath, command.entry, ...args];
    await import(pathToFileURL(command.entry).href);
  } else {
    process.exitCode = await runProgram(NODE, [command.entry, ...args], { env: checkoutEnvironment() });
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
