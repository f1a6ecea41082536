import { parentPort } from 'node:worker_threads';
import { serveStores } from './serve-stores.ts';
import { STORES } from './stores.ts';

// Entry of the storage thread: a program of its own in the build (dist/storage), since it runs beside every bundle that holds the engine.
if (parentPort) serveStores(parentPort, STORES);
