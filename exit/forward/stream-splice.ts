import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { Traffic } from '../metrics/traffic.ts';

/**
 * Joins the streams of two clients byte for byte: what a client sends goes to the other client's private service.
 *
 * Credit goes back to a sender only for what the other side's stream has taken. An end of one direction passes on as an end, a break as a
 * break.
 */
export class StreamSplice {
  readonly #client: YamuxStream;
  readonly #service: YamuxStream;
  readonly #onClose: (splice: StreamSplice) => void;
  #ended = 0;
  #over = false;

  /** Takes over both streams, which pass bytes from now on. */
  constructor(client: YamuxStream, service: YamuxStream, traffic: Traffic, onClose: (splice: StreamSplice) => void) {
    this.#client = client;
    this.#service = service;
    this.#onClose = onClose;
    const toService = new Direction(client, service);
    const toClient = new Direction(service, client);
    client.handler = this.#handler(toService, toClient, (bytes) => {
      traffic.bytesOut += bytes;
    });
    service.handler = this.#handler(toClient, toService, (bytes) => {
      traffic.bytesIn += bytes;
    });
  }

  /** Breaks both sides off. */
  destroy(): void {
    if (this.#over) return;
    this.#over = true;
    this.#client.reset();
    this.#service.reset();
    this.#onClose(this);
  }

  /** Handles the stream that `from` reads and `into` writes to. */
  #handler(from: Direction, into: Direction, count: (bytes: number) => void): StreamHandler {
    return {
      onData: (chunk) => {
        count(chunk.length);
        from.pass(chunk);
      },
      onEnd: () => {
        from.end();
        this.#ended += 1;
        if (this.#ended === 2 && !this.#over) {
          this.#over = true;
          this.#onClose(this);
        }
      },
      onReset: () => this.destroy(),
      onDrain: () => into.drained(),
    };
  }
}

/** Bytes from one stream to another. */
class Direction {
  readonly #from: YamuxStream;
  readonly #to: YamuxStream;
  /** Bytes whose credit waits until the receiver takes more. */
  #owed = 0;
  #stopped = false;

  constructor(from: YamuxStream, to: YamuxStream) {
    this.#from = from;
    this.#to = to;
  }

  pass(chunk: Buffer): void {
    this.#owed += chunk.length;
    if (!this.#to.write(chunk)) this.#stopped = true;
    if (!this.#stopped) this.#pay();
  }

  drained(): void {
    this.#stopped = false;
    this.#pay();
  }

  end(): void {
    this.#to.end();
  }

  #pay(): void {
    const owed = this.#owed;
    this.#owed = 0;
    if (owed > 0) this.#from.consumed(owed);
  }
}
