/** Longest time, in ms, that a program outlives the `npm run` that started it. Asking is one cheap system call. */
const ASK_EVERY_MS = 100;

/**
 * Lets this program end, as by SIGTERM, when `npm run` or `npm start` above it is ended. npm passes a signal on to the shell that
 * it runs scripts in; that shell dies of it without telling anybody, and the program would go on as an orphan.
 * Does nothing in a program that npm did not start.
 */
export function endWithNpm() {
  // On Windows the id of the parent stays the same when it ends.
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') {
    return;
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer);
      process.kill(process.pid, 'SIGTERM');
    }
  }, ASK_EVERY_MS);
  timer.unref();
}
