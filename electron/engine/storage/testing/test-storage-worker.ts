import { parentPort } from 'node:worker_threads';
import { serveStores } from '../serve-stores.ts';
import { NOTES } from './notes-definition.ts';

// A storage thread with a store of its own, for the tests of the thread.
if (parentPort) serveStores(parentPort, { notes: NOTES });
