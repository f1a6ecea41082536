import { FakeClock } from './fake-clock.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { type MemoryTransport, type MemoryTransportOptions, memoryTransportPair } from './memory-transport.ts';
import type { CloseReason } from './transport.ts';
import { YamuxSession, type YamuxSessionOptions } from './yamux-session.ts';
import type { StreamHandler, YamuxStream } from './yamux-stream.ts';

/** Writes down what happens on a stream; for tests. */
export class RecordingHandler implements StreamHandler {
  readonly events: string[] = [];
  readonly chunks: Buffer[] = [];
  stream: YamuxStream | undefined;
  /** Whether received bytes are returned as credit at once. */
  consume: boolean;

  constructor(consume = true) {
    this.consume = consume;
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }

  onData(chunk: Buffer): void {
    this.chunks.push(chunk);
    if (this.events.at(-1) !== 'data') this.events.push('data');
    if (this.consume) this.stream?.consumed(chunk.length);
  }

  onEnd(): void {
    this.events.push('end');
  }

  onReset(reason: CloseReason): void {
    this.events.push(`reset ${reason.code}`);
  }

  onDrain(): void {
    this.events.push('drain');
  }
}

/** One side of a SessionPair. */
export interface SessionSide {
  session: YamuxSession;
  transport: MemoryTransport;
  /** Handlers of the streams that the other side has opened, in order. */
  accepted: RecordingHandler[];
  closed: CloseReason | undefined;
}

/** A frame as it was sent, for assertions on order. */
export interface SentFrame {
  type: number;
  flags: number;
  streamId: number;
  length: number;
}

/** Two sessions over an in-memory connection with a clock that stands still; for tests. */
export class SessionPair {
  readonly clock = new FakeClock();
  readonly client: SessionSide;
  readonly server: SessionSide;

  constructor(
    options: Partial<Pick<YamuxSessionOptions, 'limits' | 'onStream'>> = {},
    transport: MemoryTransportOptions = {},
  ) {
    const [a, b] = memoryTransportPair({ ...transport, manual: true });
    this.client = this.#side('client', a, options);
    this.server = this.#side('server', b, options);
  }

  /** Opens a stream from the client and returns it with what happens on it. */
  open(side: SessionSide = this.client): { stream: YamuxStream; handler: RecordingHandler } {
    const handler = new RecordingHandler();
    const stream = side.session.openStream(handler);
    handler.stream = stream;
    return { stream, handler };
  }

  /** Ends turns and delivers bytes until nothing moves any more. */
  settle(): void {
    for (let moved = true; moved; ) {
      const before = this.client.transport.bufferedBytes + this.server.transport.bufferedBytes;
      this.client.transport.deliver();
      this.server.transport.deliver();
      moved = this.clock.runImmediates() || before > 0;
    }
  }

  #side(role: 'client' | 'server', transport: MemoryTransport, options: Partial<YamuxSessionOptions>): SessionSide {
    const accepted: RecordingHandler[] = [];
    const accept = (stream: YamuxStream) => {
      const handler = new RecordingHandler();
      handler.stream = stream;
      accepted.push(handler);
      return handler;
    };
    transport.record = true;
    const session = new YamuxSession(transport, {
      role,
      clock: this.clock,
      onStream: options.onStream ?? accept,
      onClose: (reason) => {
        side.closed = reason;
      },
      ...(options.limits ? { limits: options.limits } : {}),
    });
    const side: SessionSide = { session, transport, accepted, closed: undefined };
    return side;
  }
}

/** Reads the frames out of what a transport has recorded. */
export function sentFrames(transport: MemoryTransport): SentFrame[] {
  const frames: SentFrame[] = [];
  const decoder = new FrameDecoder({
    onFrame: (type, flags, streamId, length) => frames.push({ type, flags, streamId, length }),
    onPayload() {},
    onBadFrame(message) {
      throw new Error(message);
    },
  });
  for (const part of transport.sent) decoder.push(part);
  return frames;
}
