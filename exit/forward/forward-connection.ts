import { encodeForwardReply } from '../../shared/wire/forward-reply.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import { SocketPipe } from '../net/socket-pipe.ts';
import { ForwardError } from './forward-error.ts';
import type { ForwardWay } from './forward-ways.ts';

/** Both ends of a connection that stands. */
interface Joined {
  destroy(): void;
}

const NOTHING = Buffer.alloc(0);

/** One stream that a client opened for local forwarding: connects it to its target, or tells the client why not. */
export class ForwardConnection implements StreamHandler {
  readonly #stream: YamuxStream;
  readonly #onOver: (connection: ForwardConnection) => void;
  readonly #abort = new AbortController();
  /** What the client sent before the target was there: at most one window, since none of it is credited. */
  #early: Buffer[] = [];
  #clientEnded = false;
  #joined: Joined | undefined;
  #over = false;

  /** @param find asks for the way to the target; not before the caller has made this the stream's handler */
  constructor(
    stream: YamuxStream,
    find: (signal: AbortSignal) => Promise<ForwardWay>,
    onOver: (connection: ForwardConnection) => void,
  ) {
    this.#stream = stream;
    this.#onOver = onOver;
    queueMicrotask(() => void this.#connect(find));
  }

  onData(chunk: Buffer): void {
    this.#early.push(chunk);
  }

  onEnd(): void {
    this.#clientEnded = true;
  }

  onReset(): void {
    this.#finish();
  }

  onDrain(): void {
    // Nothing was written yet.
  }

  /** Breaks it off at once. */
  destroy(): void {
    this.#joined?.destroy();
    this.#stream.reset();
    this.#finish();
  }

  async #connect(find: (signal: AbortSignal) => Promise<ForwardWay>): Promise<void> {
    if (this.#over) return;
    try {
      const way = await find(this.#abort.signal);
      if (this.#over) way.abandon();
      else this.#join(way);
    } catch (error) {
      if (!this.#over) this.#refuse(error);
    }
  }

  #join(way: ForwardWay): void {
    const stream = this.#stream;
    const early = this.#early;
    this.#early = [];
    stream.write(encodeForwardReply({ status: 'connected', message: '' }));
    way.traffic.connected += 1;
    way.traffic.open += 1;
    const onClose = () => {
      way.traffic.open -= 1;
      this.#finish();
    };
    if (way.kind === 'socket') {
      const pipe = new SocketPipe(way.socket, stream, way.traffic, onClose);
      this.#joined = pipe;
      pipe.start(NOTHING, NOTHING, false);
    } else {
      this.#joined = way.tunnel.join(stream, way.stream, way.traffic, onClose);
    }
    // Whoever has taken over gives the credit for it.
    for (const chunk of early) stream.handler.onData(chunk);
    if (this.#clientEnded) stream.handler.onEnd();
  }

  #refuse(error: unknown): void {
    const { status, message } =
      error instanceof ForwardError ? error : new ForwardError('refused', 'The exit server failed to connect.');
    const stream = this.#stream;
    stream.handler = new Refused(stream);
    stream.write(encodeForwardReply({ status, message }));
    stream.end();
    for (const chunk of this.#early) stream.consumed(chunk.length);
    this.#finish();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#early = [];
    this.#abort.abort();
    this.#onOver(this);
  }
}

/** The other half of a stream that was refused: the client ends it when it has read why. */
class Refused implements StreamHandler {
  readonly #stream: YamuxStream;

  constructor(stream: YamuxStream) {
    this.#stream = stream;
  }

  onData(chunk: Buffer): void {
    this.#stream.consumed(chunk.length);
  }

  onEnd(): void {}

  onReset(): void {}

  onDrain(): void {}
}
