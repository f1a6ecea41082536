/**
 * For `node --expose-gc --import`: collects all garbage upon SIGUSR2 and says so on stdout. What a process still holds then is what it
 * needs; without it V8 leaves garbage until it wants the memory.
 */
let collections = 0;

process.on('SIGUSR2', () => {
  // The thorough kind gives empty pages back to the system.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  collections += 1;
  process.stdout.write(`collected ${collections}\n`);
});
