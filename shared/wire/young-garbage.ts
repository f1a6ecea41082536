import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Bytes of short-lived buffers after which they are collected. V8 begins a full collection when the memory that its heap refers to has grown
 * by 64 MiB; buffers that wait to be sent, and those that a collection has found but not yet freed, count as well. Measured
 * (docs/decisions/performance.md): at 24 MiB full collections still come now and then under bulk, at 12 MiB hardly ever.
 */
export const COLLECT_AFTER = 12 * 1024 * 1024;

type Collect = (options: { type: 'minor' }) => void;

/**
 * Keeps bulk from becoming V8's work. Each read of a socket is a new buffer of up to 64 KiB: tiny for V8's heap, so that its young generation
 * is seldom full, and large outside it, so that V8 marks the whole heap ten times a second instead, on threads that small requests
 * must share the processor with. A minor collection after some megabytes costs half a millisecond and leaves nothing to mark.
 *
 * Does nothing until `enable` was called, which is for programs of their own: it changes settings of the whole process.
 */
class YoungGarbage {
  #collect: Collect | undefined;
  #bytes = 0;

  /** Begins to collect. Without effect where V8 does not let its flags be changed. */
  enable(): void {
    try {
      setFlagsFromString('--expose-gc');
      this.#collect = runInNewContext('gc') as Collect;
      // What survives is a few kilobytes and what is freed a few hundred buffers: handing that to other threads costs more than doing it.
      setFlagsFromString('--no-parallel-scavenge');
      setFlagsFromString('--no-concurrent-array-buffer-sweeping');
    } catch {
      this.#collect = undefined;
    }
  }

  /** Counts bytes that came in buffers of their own and are soon let go. */
  note(bytes: number): void {
    if (this.#collect === undefined) return;
    this.#bytes += bytes;
    if (this.#bytes < COLLECT_AFTER) return;
    this.#bytes = 0;
    this.#collect({ type: 'minor' });
  }
}

export const youngGarbage = new YoungGarbage();
