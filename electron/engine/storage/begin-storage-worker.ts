import { earlyStorageWorker } from './early-storage-worker.ts';

// For a program whose every start asks the storage thread: the first of its imports, so that the thread begins while all others are evaluated.
earlyStorageWorker.begin();
