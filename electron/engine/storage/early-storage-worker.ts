import type { Worker } from 'node:worker_threads';
import { startStorageWorker } from './start-storage-worker.ts';

let early: Worker | undefined;

/** The storage thread's program, which takes as long to begin as all of the engine: begun before that, it is there when it is asked something. */
export const earlyStorageWorker = {
  /** Begins it, where that works: who takes it finds out why not. */
  begin(): void {
    let worker: Worker;
    try {
      worker = startStorageWorker();
    } catch {
      return;
    }
    worker.unref();
    const forget = () => {
      if (early === worker) early = undefined;
    };
    worker.on('error', forget);
    worker.on('exit', forget);
    early = worker;
  },

  /** The one that was begun, or a new one. Throws where it cannot be started. */
  take(): Worker {
    const worker = early ?? startStorageWorker();
    early = undefined;
    return worker;
  },
};
