import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Node loads the sources as they are; where this file is part of a bundle (dist/PROGRAM/main.js), the thread's own bundle stands in a folder beside. */
const SOURCE = './storage-worker.ts';
const BUNDLE = '../storage/storage-worker.cjs';
/** Queries of the longest ranges need a few MB; a leak must end the thread and not the machine. */
const MAX_HEAP_MB = 256;

/** Starts the storage thread. */
export function startStorageWorker(): Worker {
  // The flags of the main thread are not meant for it: `--input-type`, `--watch`, a debugger's port.
  const options = { name: 'storage', execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } };
  if (import.meta.url.endsWith('.ts')) return new Worker(new URL(SOURCE, import.meta.url), options);
  // The text instead of the path: the main thread reads it out of an asar archive, and with its integrity checked.
  return new Worker(readFileSync(new URL(BUNDLE, import.meta.url), 'utf8'), { ...options, eval: true });
}
