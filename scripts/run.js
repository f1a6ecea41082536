// Starts an entry of the checkout on the project's own Node (24), and says what to do where it is not installed yet.
// Plain JavaScript on purpose: the machine's own Node (20.11 or newer) must be able to read it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './setup/checkout.js';
import { endWithNpm } from './setup/end-with-npm.js';

const NODE_MAJOR = 24;
const [entry = '', ...args] = process.argv.slice(2);
const isOldNode = Number(process.versions.node.split('.')[0]) < NODE_MAJOR;
if (isOldNode || !existsSync(join(ROOT, 'node_modules/.package-lock.json'))) {
  const what = isOldNode ? `Node ${NODE_MAJOR}, which its dependencies bring` : 'its dependencies';
  process.stderr.write(`Porthole needs ${what}: run "npm ci" first, then this again.\n`);
  process.exit(1);
}
endWithNpm();
// npm goes to the checkout first. Paths on the command line are from where it was typed.
const { INIT_CWD: typedIn, npm_lifecycle_script: script = '' } = process.env;
if (typedIn && script.startsWith(`node scripts/run.js ${entry}`)) process.chdir(typedIn);
const file = join(ROOT, entry);
process.argv = [process.execPath, file, ...args];
await import(pathToFileURL(file).href);
