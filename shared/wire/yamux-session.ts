import { type Clock, systemClock } from './clock.ts';
import { FrameFlag, FrameType, GoAwayCode } from './frame.ts';
import { FrameDecoder, type FrameSink } from './frame-decoder.ts';
import { Liveness } from './liveness.ts';
import { Outbox } from './outbox.ts';
import type { GrowthBudget } from './receive-window.ts';
import { RoundTrips } from './round-trips.ts';
import { DEFAULT_LIMITS, type SessionLimits } from './session-limits.ts';
import { StreamOpenError } from './stream-open-error.ts';
import { StreamTable } from './stream-table.ts';
import type { CloseReason, Transport } from './transport.ts';
import { type StreamHandler, type StreamHost, YamuxStream } from './yamux-stream.ts';

export interface YamuxSessionOptions {
  /** The client uses odd stream ids, the server even ones. */
  role: 'client' | 'server';
  /** The peer opened a stream. Returns its handler, or undefined to reset it. */
  onStream(stream: YamuxStream): StreamHandler | undefined;
  /** The session is over; all streams have got `onReset` before. Called once, when the transport has closed. */
  onClose(reason: CloseReason): void;
  limits?: Partial<SessionLimits>;
  /** The clock to use in place of the real one, for tests. */
  clock?: Clock;
}

/** Pings in a row at the start: the first ones measure code that runs for the first time as much as the link. */
const FIRST_PINGS = 10;

/** What a stream reports to while its opener has not set its handler: without credit the peer stops at one window. */
const NO_HANDLER: StreamHandler = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };

/**
 * One yamux session over a transport: many two-way streams, each with its own credit, that share one connection in turns.
 *
 * Speaks yamux as published. A peer that breaks it gets GoAway(1) and the session ends with reason `protocol-error`, which names
 * what it did.
 */
export class YamuxSession {
  readonly #transport: Transport;
  readonly #options: YamuxSessionOptions;
  readonly #limits: SessionLimits;
  readonly #clock: Clock;
  readonly #outbox: Outbox;
  readonly #roundTrips: RoundTrips;
  readonly #decoder: FrameDecoder;
  readonly #host: StreamHost;
  readonly #liveness: Liveness;
  readonly #streams: StreamTable;
  /** The stream whose payload is being read; undefined drops it. */
  #reading: YamuxStream | undefined;
  #readingFin = false;
  #goingAway = false;
  #peerGoingAway = false;
  /** The error that the peer's GoAway has told. */
  #peerReport: string | undefined;
  #closeReason: CloseReason | undefined;

  constructor(transport: Transport, options: YamuxSessionOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#clock = options.clock ?? systemClock;
    this.#streams = new StreamTable(options.role);
    this.#roundTrips = new RoundTrips(this.#clock);
    this.#outbox = new Outbox(transport, this.#clock, () => this.#peerDoesNotRead());
    this.#decoder = new FrameDecoder(this.#frameSink());
    const budget: GrowthBudget = { left: this.#limits.growthBudget, maxWindow: this.#limits.maxWindow };
    this.#host = {
      outbox: this.#outbox,
      clock: this.#clock,
      roundTrips: this.#roundTrips,
      budget,
      smallFrames: 0,
      forget: (stream) => this.#streams.remove(stream),
    };
    transport.handler = {
      onBytes: (chunk) => this.#onBytes(chunk),
      onDrain: () => this.#outbox.onDrain(),
      onClose: (reason) => this.#onTransportClose(reason),
    };
    this.#liveness = new Liveness(this.#clock, this.#limits, {
      ping: () => this.#keepAlive(),
      dead: (message) => this.destroy({ code: 'timeout', message }),
    });
    this.#liveness.start();
  }

  /** Streams that are open in both directions together. */
  get streamCount(): number {
    return this.#streams.count;
  }

  /** Smoothed round trip in ms, measured by pings; undefined before the first answer. */
  get rttMs(): number | undefined {
    return this.#roundTrips.smoothedMs;
  }

  /** Address of the peer for logs. */
  get remoteAddress(): string {
    return this.#transport.remoteAddress;
  }

  /** Pieces that have come from the peer: changes with every byte. */
  get heardCount(): number {
    return this.#liveness.heardCount;
  }

  /** Whether the session has ended or is ending. */
  get closed(): boolean {
    return this.#closeReason !== undefined;
  }

  /**
   * Opens a stream; it can be written to at once.
   *
   * @param handler may be left out when `stream.handler` is set before control returns to the event loop
   * @throws StreamOpenError when the session is closed, the peer is going away, or too many streams are open
   */
  openStream(handler: StreamHandler = NO_HANDLER): YamuxStream {
    if (this.#closeReason) throw new StreamOpenError('closed', `The session is closed: ${this.#closeReason.message}`);
    if (this.#peerGoingAway) {
      throw new StreamOpenError('going-away', this.#peerReport ?? 'The peer takes no new streams');
    }
    if (this.#streams.ownCount >= this.#limits.maxStreams) {
      throw new StreamOpenError('too-many-streams', `${this.#limits.maxStreams} streams are open already`);
    }
    if (this.#streams.nextId > this.#limits.lastStreamId) {
      throw new StreamOpenError('ids-exhausted', 'All stream ids of the session are used; open a new session');
    }
    const stream = new YamuxStream(this.#streams.nextId, this.#host, handler, false);
    this.#streams.addOwn(stream);
    // Announced at once, not with its first data: peers expect ids to rise, and data may be sent in another order.
    this.#outbox.control(FrameType.windowUpdate, FrameFlag.syn, stream.id, 0);
    return stream;
  }

  /** Measures a round trip. Resolves with milliseconds; rejects when the session ends first. */
  ping(): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#closeReason) reject(new Error(`The session is closed: ${this.#closeReason.message}`));
      else this.#outbox.control(FrameType.ping, FrameFlag.syn, 0, this.#roundTrips.begin({ resolve, reject }));
    });
  }

  /** Asks the peer to open no more streams, and resets those that it opens nevertheless. Open streams go on. */
  goAway(): void {
    if (this.#goingAway || this.#closeReason) return;
    this.#goingAway = true;
    this.#outbox.control(FrameType.goAway, 0, 0, GoAwayCode.normal);
  }

  /**
   * Ends the session in an orderly way: streams break, what was given to the transport and a GoAway still go out. Data that
   * still waits in the streams is dropped.
   */
  close(reason: CloseReason): void {
    if (this.#closeReason) return;
    const code = reason.code === 'protocol-error' ? GoAwayCode.protocolError : GoAwayCode.normal;
    if (!this.#goingAway || code !== GoAwayCode.normal) this.#outbox.control(FrameType.goAway, 0, 0, code);
    this.#outbox.flush();
    // The flush may have found that the peer does not read, and ended the session itself.
    if (this.#closeReason) return;
    this.#end(reason);
    this.#transport.close(reason);
  }

  /** Ends the session at once, without a word to the peer. */
  destroy(reason: CloseReason): void {
    if (this.#closeReason) return;
    this.#end(reason);
    this.#transport.destroy(reason);
  }

  #end(reason: CloseReason): void {
    this.#closeReason = reason;
    this.#decoder.stop();
    this.#outbox.stop();
    this.#liveness.stop();
    this.#roundTrips.end(new Error(`The session ended: ${reason.message}`));
    for (const stream of this.#streams.all()) stream.broke(reason);
  }

  #onTransportClose(reason: CloseReason): void {
    if (!this.#closeReason) {
      this.#end(this.#peerReport ? { code: 'peer-closed', message: this.#peerReport } : reason);
    }
    this.#options.onClose(this.#closeReason ?? reason);
  }

  #breach(what: string): void {
    this.close({ code: 'protocol-error', message: `The peer broke the yamux protocol: ${what}.` });
  }

  #peerDoesNotRead(): void {
    this.destroy({ code: 'limit', message: 'The peer does not read what it makes this side send.' });
  }

  #keepAlive(): void {
    this.#outbox.releaseIfIdle();
    this.#sendPing();
  }

  #sendPing(): void {
    this.#outbox.control(FrameType.ping, FrameFlag.syn, 0, this.#roundTrips.begin());
  }

  // Receiving

  #onBytes(chunk: Buffer): void {
    this.#liveness.heard();
    this.#decoder.push(chunk);
  }

  #frameSink(): FrameSink {
    return {
      onFrame: (type, flags, streamId, length) => {
        if (type <= FrameType.windowUpdate) this.#onStreamFrame(type, flags, streamId, length);
        else if (type === FrameType.ping) this.#onPing(flags, length);
        else this.#onGoAway(length);
      },
      onPayload: (piece, last) => this.#onPayload(piece, last),
      onBadFrame: (message) => this.#breach(message),
    };
  }

  #onPing(flags: number, value: number): void {
    if (flags & FrameFlag.syn) {
      this.#outbox.control(FrameType.ping, FrameFlag.ack, 0, value);
    } else if (flags & FrameFlag.ack) {
      this.#roundTrips.answer(value);
      if (this.#roundTrips.count < FIRST_PINGS) this.#sendPing();
    }
  }

  #onGoAway(code: number): void {
    this.#peerGoingAway = true;
    if (code === GoAwayCode.protocolError) this.#peerReport = 'The peer says that this side broke the yamux protocol.';
    else if (code !== GoAwayCode.normal) this.#peerReport = `The peer reports an internal error (code ${code}).`;
  }

  #onStreamFrame(type: number, flags: number, id: number, length: number): void {
    this.#reading = undefined;
    const stream = flags & FrameFlag.syn ? this.#accept(id) : this.#streams.get(id);
    if (this.#closeReason) return;
    if (!stream) this.#checkLateFrame(type, flags, id, length);
    else if (flags & FrameFlag.rst) stream.broke({ code: 'peer-closed', message: 'The peer reset the stream.' });
    else if (type === FrameType.data) this.#onDataFrame(stream, flags, length);
    else this.#onWindowUpdate(stream, flags, length);
  }

  /** Returns the new stream; undefined when it was refused or the session was closed for it. */
  #accept(id: number): YamuxStream | undefined {
    const wrong = this.#streams.claimPeerId(id);
    if (wrong) {
      this.#breach(wrong);
      return undefined;
    }
    if (this.#goingAway || this.#streams.peerCount >= this.#limits.maxStreams) {
      this.#outbox.control(FrameType.windowUpdate, FrameFlag.rst, id, 0);
      return undefined;
    }
    const stream = new YamuxStream(id, this.#host, NO_HANDLER, true);
    this.#streams.addPeers(stream);
    const handler = this.#options.onStream(stream);
    if (stream.dead || this.#closeReason) return undefined;
    if (!handler) {
      stream.reset();
      return undefined;
    }
    stream.handler = handler;
    stream.acknowledge();
    return stream;
  }

  /** A frame of a stream that is not open: fine when it was closed while the frame was under way. */
  #checkLateFrame(type: number, flags: number, id: number, length: number): void {
    const opened = this.#streams.wasOpened(id);
    if (!opened && !(flags & FrameFlag.syn)) this.#breach(`it used stream ${id}, which was never opened`);
    else if (type === FrameType.data && length > this.#limits.maxWindow) {
      this.#breach(`it sent a frame of ${length} bytes, longer than any window`);
    }
  }

  #onDataFrame(stream: YamuxStream, flags: number, length: number): void {
    const wrong = length > 0 ? stream.announceData(length) : undefined;
    if (wrong) {
      this.#breach(`stream ${stream.id} got ${wrong}`);
    } else if (length > 0) {
      this.#reading = stream;
      this.#readingFin = (flags & FrameFlag.fin) !== 0;
    } else if (flags & FrameFlag.fin) {
      this.#onFin(stream);
    }
  }

  #onWindowUpdate(stream: YamuxStream, flags: number, delta: number): void {
    if (stream.credit + delta > 0xffffffff) {
      this.#breach(`it raised the window of stream ${stream.id} over 4 GiB`);
      return;
    }
    if (delta > 0) stream.addCredit(delta);
    if (flags & FrameFlag.fin) this.#onFin(stream);
  }

  #onPayload(piece: Buffer, last: boolean): void {
    const stream = this.#reading;
    if (!stream || stream.dead) return;
    stream.handler.onData(piece);
    if (last && this.#readingFin && !stream.dead) this.#onFin(stream);
  }

  #onFin(stream: YamuxStream): void {
    if (!stream.peerEnded()) this.#breach(`it ended stream ${stream.id} a second time`);
  }
}
