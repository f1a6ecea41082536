import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Pattern } from '../fixtures/pattern.ts';

/** How long its bytes may take, beside thousands of others. */
const WITHIN_MS = 60_000;

/** A visitor of a TCP tunnel, whose service sends all bytes back. */
export class EchoStream {
  readonly #socket: Socket;
  readonly #sent: Pattern;
  readonly #received: Pattern;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const seed = String(Math.random());
    this.#sent = new Pattern(seed);
    this.#received = new Pattern(seed);
    // What breaks it is met by whoever waits for its bytes.
    socket.on('error', () => {});
  }

  /** @param address of the visitor, on loopback */
  static async open(port: number, address: string): Promise<EchoStream> {
    const socket = connect({ host: '127.0.0.1', port, localAddress: address });
    await once(socket, 'connect');
    return new EchoStream(socket);
  }

  /** Sends bytes that are like no others, and resolves when they have come back. Rejects where others come, or an end. */
  async exchange(bytes: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let left = bytes;
    const onData = (chunk: Buffer) => {
      if (!this.#received.next(chunk.length).equals(chunk)) reject(new Error('a stream got other bytes than it sent'));
      left -= chunk.length;
      if (left <= 0) resolve();
    };
    const onClose = () => reject(new Error(`a stream was closed with ${left} bytes to come`));
    const timer = setTimeout(() => reject(new Error(`a stream waits for ${left} bytes`)), WITHIN_MS);
    this.#socket.on('data', onData);
    this.#socket.on('close', onClose);
    this.#socket.write(this.#sent.next(bytes));
    await promise.finally(() => {
      clearTimeout(timer);
      this.#socket.off('data', onData);
      this.#socket.off('close', onClose);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
