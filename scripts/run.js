// Starts an entry of the checkout on the project's own Node (24), and says what to do where it is not installed yet.
// Plain JavaScript on purpose: the machine's own Node (20.11 or newer, for import.meta.dirname) must be able to read it.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithNpm } from './setup/end-with-npm.js';

const NODE_MAJOR = 24;
const [entry, ...args] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
  process.stderr.write(
    `Porthole needs Node ${NODE_MAJOR}, which its dependencies bring: run "npm ci" first, then this again.\n`,
  );
  process.exit(1);
}
endWithNpm();
const file = resolve(import.meta.dirname, '..', entry ?? '');
process.argv = [process.execPath, file, ...args];
await import(pathToFileURL(file).href);
