import { encodeStreamHeader } from '../../shared/wire/stream-header.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import { TunnelStream } from './tunnel-stream.ts';

/** Idle streams kept for the next requests of one tunnel: more than the connections that a browser or a load test keeps busy. */
export const MAX_IDLE_STREAMS = 256;
/** How long a stream may wait for its next request, ms. Each one holds a connection to the upstream open at the client. */
export const STREAM_IDLE_MS = 30_000;

/** Whoever can open streams to the client: its session. */
export interface StreamOpener {
  /** Throws when the session is closed, going away or has as many streams as it may. */
  openStream(handler: StreamHandler): YamuxStream;
  /** Whether the session has ended or is ending. */
  readonly closed: boolean;
}

/** The streams of one HTTP tunnel. A request takes an idle one or a new one, and whole streams come back for the next request. */
export class StreamPool {
  readonly #opener: StreamOpener;
  readonly #tunnelId: number;
  readonly #idle: TunnelStream[] = [];
  readonly #all = new Set<TunnelStream>();

  constructor(opener: StreamOpener, tunnelId: number) {
    this.#opener = opener;
    this.#tunnelId = tunnelId;
  }

  /** Whether a request is on its way. */
  get busy(): boolean {
    return this.#all.size > this.#idle.length;
  }

  /**
   * Takes the most recently used idle stream or opens one for a visitor (`ip:port`). Throws where the session opens no more.
   *
   * @param fresh whether it must be a new one
   */
  acquire(visitor: string, fresh = false): TunnelStream {
    for (let stream = fresh ? undefined : this.#idle.pop(); stream !== undefined; stream = this.#idle.pop()) {
      if (stream.reusable) return stream;
    }
    const stream = new TunnelStream(
      (handler) => this.#open(handler, visitor),
      (gone) => this.#forget(gone),
    );
    this.#all.add(stream);
    return stream;
  }

  /** Takes a stream back after a whole answer to a whole request; `now` in ms of the clock that sweep uses. */
  release(stream: TunnelStream, now: number): void {
    stream.release();
    if (!stream.reusable || this.#idle.length >= MAX_IDLE_STREAMS) {
      stream.end();
      return;
    }
    stream.idleSince = now;
    this.#idle.push(stream);
  }

  /** Ends the streams that have been idle for too long. Called every second or so. */
  sweep(now: number): void {
    // The least recently used ones are at the front.
    let count = 0;
    while (count < this.#idle.length && now - (this.#idle[count]?.idleSince ?? now) > STREAM_IDLE_MS) count++;
    for (const stream of this.#idle.splice(0, count)) stream.end();
  }

  /** Breaks those off that wait for an answer and whose users can turn to another tunnel. */
  handOn(reason: CloseReason): void {
    for (const stream of [...this.#all]) if (stream.mayMoveOn) stream.abort(reason);
  }

  /** Breaks all streams off, the busy ones too. */
  close(reason: CloseReason): void {
    this.#idle.length = 0;
    for (const stream of [...this.#all]) stream.abort(reason);
  }

  #open(handler: StreamHandler, visitor: string): YamuxStream {
    const stream = this.#opener.openStream(handler);
    stream.write(encodeStreamHeader({ kind: 'http', tunnelId: this.#tunnelId, visitor }));
    return stream;
  }

  #forget(stream: TunnelStream): void {
    this.#all.delete(stream);
    const index = this.#idle.indexOf(stream);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}
