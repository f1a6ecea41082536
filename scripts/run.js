// Starts an entry of the checkout on the project's own Node (24), and says what to do where it is not installed yet.
// Plain JavaScript on purpose: the machine's own Node (20 or newer) must be able to read it.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const NODE_MAJOR = 24;
/** Nobody waits longer than this for a program that was told to end. */
const PARENT_CHECK_MS = 300;
const [entry, ...args] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
  process.stderr.write(
    `Porthole needs Node ${NODE_MAJOR}, which its dependencies bring: run "npm ci" first, then this again.\n`,
  );
  process.exit(1);
}
if (process.env.npm_lifecycle_event !== undefined) endWithParent();
const file = resolve(import.meta.dirname, '..', entry ?? '');
process.argv = [process.execPath, file, ...args];
await import(pathToFileURL(file).href);

/**
 * Between npm and this process stands a shell that dies of npm's SIGTERM without passing it on. Its death is seen by the new
 * parent, and this process then ends as if it had got the signal itself.
 */
function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS);
  timer.unref();
}
