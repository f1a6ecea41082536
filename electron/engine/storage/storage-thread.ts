import type { Worker } from 'node:worker_threads';
import type { Log } from '../engine-parts.ts';
import { earlyStorageWorker } from './early-storage-worker.ts';
import type { StoreClient } from './store-client.ts';
import { StoreError } from './store-error.ts';
import type { FromStorage, ToStorage } from './store-messages.ts';

/** More calls than this wait only where the disk stands still: new ones are refused instead of piling up in memory. */
const MAX_WAITING = 1_000;
/** A thread that died is started again at the next call, but not more often than this: one that cannot run would cost a core. */
const RESTART_PAUSE_MS = 10_000;
/** How long the app's end waits for the last writes. */
const CLOSE_MS = 5_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export interface StorageThreadParts {
  readonly log: Log;
  /** Told one line for the user, e.g. that a broken file was set aside. */
  onProblem(message: string): void;
  /** For tests. */
  readonly start?: () => Worker;
  readonly now?: () => number;
}

/** The one thread in which all SQLite files of the app are read and written, so that nothing else ever waits for the disk. */
export class StorageThread {
  readonly #parts: StorageThreadParts;
  readonly #paths = new Map<string, string>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #nextId = 0;
  #closed = false;

  constructor(parts: StorageThreadParts) {
    this.#parts = parts;
  }

  /**
   * Names the file of a store, which is opened, or made, at its first call; so is the thread started.
   * @param name of the store in stores.ts, whose methods are `Api`
   */
  open<Api extends object>(name: string, path: string): StoreClient<Api> {
    this.#paths.set(name, path);
    if (this.#worker) this.#post(this.#worker, { kind: 'open', store: name, path });
    return { call: (method, ...args) => this.#call(name, method, args) as Promise<never> };
  }

  /** Lets the calls that wait be done, closes all files and ends the thread. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    if (!worker) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    worker.once('exit', () => resolve());
    worker.ref();
    this.#post(worker, { kind: 'close' });
    const timer = setTimeout(() => {
      this.#parts.log.warn({}, 'the storage thread did not end in time');
      void worker.terminate();
    }, CLOSE_MS);
    await promise;
    clearTimeout(timer);
  }

  #call(store: string, method: string, args: unknown[]): Promise<unknown> {
    if (!this.#worker) this.#start();
    const worker = this.#worker;
    if (!worker) return Promise.reject(new StoreError('the storage thread does not run'));
    if (this.#closed) return Promise.reject(new StoreError('the app is ending'));
    if (this.#waiting.size >= MAX_WAITING) return Promise.reject(new StoreError('the disk does not keep up'));
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#nextId += 1;
    this.#waiting.set(this.#nextId, { resolve, reject });
    this.#post(worker, { kind: 'call', id: this.#nextId, store, method, args });
    return promise;
  }

  #start(): void {
    const now = this.#parts.now?.() ?? performance.now();
    if (this.#closed || now - this.#startedAt < RESTART_PAUSE_MS) return;
    this.#startedAt = now;
    let worker: Worker;
    try {
      worker = (this.#parts.start ?? earlyStorageWorker.take)();
    } catch (error) {
      // The app runs on: what is kept is worth less than the tunnels.
      this.#parts.log.error({ error: String(error) }, 'the storage thread cannot be started');
      return;
    }
    worker.on('message', (message: FromStorage) => this.#onMessage(message));
    worker.on('error', (error: Error) => this.#parts.log.error({ error: error.message }, 'the storage thread failed'));
    worker.on('exit', () => this.#onExit());
    worker.unref();
    this.#worker = worker;
    for (const [store, path] of this.#paths) this.#post(worker, { kind: 'open', store, path });
  }

  #post(worker: Worker, message: ToStorage): void {
    worker.postMessage(message);
  }

  #onMessage(message: FromStorage): void {
    if (message.kind === 'problem') {
      this.#parts.onProblem(message.message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(new StoreError(message.message));
  }

  #onExit(): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new StoreError('the storage thread ended'));
  }
}
