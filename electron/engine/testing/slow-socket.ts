import { Duplex } from 'node:stream';

/** An upstream socket that takes bytes only when the test says so. */
export class SlowSocket extends Duplex {
  readonly taken: Buffer[] = [];
  /** How often it was told to go on reading. */
  resumed = 0;
  #done: (() => void) | undefined;

  constructor() {
    super({ writableHighWaterMark: 16 * 1024, allowHalfOpen: true });
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.taken.push(chunk);
    this.#done = done;
  }

  override resume(): this {
    this.resumed += 1;
    return super.resume();
  }

  resetAndDestroy(): void {
    this.destroy();
  }

  /** Takes all that was written. */
  async takeAll(): Promise<void> {
    // What was written while the socket was corked comes to `_write` at the end of the running turn.
    await new Promise(setImmediate);
    while (this.#done) {
      const done = this.#done;
      this.#done = undefined;
      done();
      await new Promise(setImmediate);
    }
  }
}
