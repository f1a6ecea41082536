import type { CloseReason } from '../../../shared/wire/transport.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';

/** The exit server's end of one stream, for tests: writes down what comes and tells when something is there. */
export class TestPeer implements StreamHandler {
  stream: YamuxStream | undefined;
  readonly #chunks: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;
  #resetBy: CloseReason | undefined;

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  get ended(): boolean {
    return this.#ended;
  }

  get broken(): boolean {
    return this.#resetBy !== undefined;
  }

  write(data: string | Buffer): void {
    this.stream?.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
  }

  end(): void {
    this.stream?.end();
  }

  reset(): void {
    this.stream?.reset();
  }

  /** Resolves when the text has come; what was awaited before is not looked at again after `clear`. */
  async sees(text: string): Promise<void> {
    await this.#until(() => this.text.includes(text));
  }

  async hasReceived(bytes: number): Promise<void> {
    await this.#until(() => this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0) >= bytes);
  }

  /** Resolves when this side saw the end; rejects when the stream broke instead. */
  async hasEnded(): Promise<void> {
    await this.#until(() => this.#ended || this.broken);
    if (this.broken) throw new Error(`The stream broke: ${this.#resetBy?.message}`);
  }

  /** Resolves when the stream broke; rejects when it ended instead. */
  async hasBroken(): Promise<void> {
    await this.#until(() => this.#ended || this.broken);
    if (!this.broken) throw new Error('The stream ended in an orderly way.');
  }

  clear(): void {
    this.#chunks.length = 0;
  }

  onData(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.stream?.consumed(chunk.length);
    this.#wake();
  }

  onEnd(): void {
    this.#ended = true;
    this.#wake();
  }

  onReset(reason: CloseReason): void {
    this.#resetBy = reason;
    this.#wake();
  }

  onDrain(): void {}

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
