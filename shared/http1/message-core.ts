import type { BodyFraming } from './body-framing.ts';
import { ChunkScanner } from './chunk-scanner.ts';
import { HeadAccumulator } from './head-accumulator.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';
import { MAX_HEAD_BYTES } from './limits.ts';

/** What a reader tells of the messages that it reads. All calls come from inside `push`, `next` or `end`. */
export interface MessageHandler<Head> {
  /** A request's head, or the final head of an answer (status 200 and above, and 101). */
  onHead(head: Head): void;
  /** An answer of status 100–199 except 101. */
  onInformational?(head: Head): void;
  /**
   * Bytes of the body exactly as framed on the wire, chunk framing and trailers included and already validated; only payload after `decodeChunks` was
   * set in `onHead`. A part of the chunk that was pushed: it lives as long as that does.
   */
  onBody(chunk: Buffer): void;
  /** The trailers (name, value, …) of a chunked body whose payload alone was asked for with `decodeChunks`; not called where there are none. */
  onTrailers?(fields: readonly string[]): void;
  /** The message is complete. */
  onEnd(): void;
  /** A rule was broken, or the peer ended inside a message (`error.truncated`). Nothing follows. */
  onError(error: HttpSyntaxError): void;
}

/** Where a reader stands. */
export const BETWEEN = 0;
export const HEAD = 1;
export const BODY = 2;
/** The bytes are no longer HTTP (101), and wait for `detach`. */
export const SWITCHED = 3;
/** Failed or detached. */
export const CLOSED = 4;

const NOTHING = Buffer.alloc(0);

/**
 * What the readers of requests and answers share: cutting a stream of bytes into heads and bodies.
 *
 * No byte of a pushed chunk is referred to after `push` returned: what must wait (an unfinished head, the next message of a pipeline) is copied. Handlers may
 * call every method of the reader, from inside every callback.
 */
export abstract class MessageCore<Head extends { body: BodyFraming }> {
  /** Set inside `onHead`: `onBody` then gives the payload of a chunked body only, without framing and trailers (for visitors that speak HTTP/1.0). */
  decodeChunks = false;
  protected readonly handler: MessageHandler<Head>;
  protected state = HEAD;
  protected readonly gathered: HeadAccumulator;
  /** The chunk that is being read, and the place of the first unread byte. */
  #input: Buffer = NOTHING;
  #pos = 0;
  #running = false;
  #ended = false;
  /** Chunks (copies) that came while nothing could be read. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** The body: bytes that remain of one with a length, or the scanner of a chunked one. */
  #remaining = 0;
  #chunks: ChunkScanner | undefined = undefined;

  /** `maxHeadBytes`: the most that a head may have; a longer one is answered by `onError` with status 431. */
  constructor(handler: MessageHandler<Head>, maxHeadBytes: number = MAX_HEAD_BYTES) {
    this.handler = handler;
    this.gathered = new HeadAccumulator(maxHeadBytes);
  }

  /** Bytes that were pushed and not yet read. */
  get buffered(): number {
    return this.#input.length - this.#pos + this.gathered.held + this.#waitingBytes + (this.#chunks?.held ?? 0);
  }

  /** True between two messages with nothing buffered: the connection is clean. */
  get idle(): boolean {
    return this.state <= HEAD && this.buffered === 0;
  }

  /** Reads bytes as they came, cut anywhere. */
  push(chunk: Buffer): void {
    if (this.state === CLOSED || chunk.length === 0) return;
    if (this.#running || this.#waitingBytes > 0) {
      this.#waiting.push(Buffer.from(chunk));
      this.#waitingBytes += chunk.length;
      this.resume();
      return;
    }
    this.#input = chunk;
    this.#pos = 0;
    this.#run();
  }

  /** The peer ended its side. */
  end(): void {
    this.#ended = true;
    this.resume();
  }

  /** Gives up parsing, e.g. after an Upgrade was accepted. Returns a copy of the unread bytes; nothing follows. */
  detach(): Buffer {
    const parts = [
      this.gathered.bytes.subarray(0, this.gathered.held),
      this.#input.subarray(this.#pos),
      ...this.#waiting,
    ];
    const unread = Buffer.concat(parts);
    this.#close();
    return unread;
  }

  /** Reads what waits, once the state allows it. */
  protected resume(): void {
    if (!this.#running) this.#run();
  }

  protected fail(error: HttpSyntaxError): void {
    this.#close();
    this.handler.onError(error);
  }

  /** Reads a whole head, or throws HttpSyntaxError. */
  protected abstract parse(bytes: Buffer, start: number, end: number): Head;
  /** Skips what may stand before a head; returns where in the chunk the head begins. May throw HttpSyntaxError. */
  protected abstract skipBefore(chunk: Buffer, pos: number): number;
  /** Looks at an unfinished head, of which the bytes from `from` on are new: throws HttpSyntaxError where it is beyond repair. */
  protected abstract checkUnfinished(from: number): void;
  /** Hands a head over; true where its message goes on with a body (which may be empty). */
  protected abstract deliver(head: Head): boolean;
  /** A message is complete: sets the state and tells the handler. `surplus`: more bytes are there already. */
  protected abstract finish(surplus: boolean): void;
  /** Bytes are there between two messages: returns true after it set the state so that they can be read. */
  protected abstract startMessage(): boolean;
  /** Tells whether the peer may end before the first byte of a message. */
  protected abstract mayEnd(): boolean;

  #run(): void {
    let whole = false;
    this.#running = true;
    try {
      while (this.#hasInput() && this.#isReadable()) this.#readPart();
      this.#holdRest();
      whole = true;
    } finally {
      this.#input = NOTHING;
      this.#pos = 0;
      this.#running = false;
      // A handler threw: the bytes that it left are lost, and reading on behind them would be guessing.
      if (!whole) this.#close();
    }
    if (this.#ended && this.state !== CLOSED) this.#readEnd();
  }

  #hasInput(): boolean {
    return this.#pos < this.#input.length || this.#waitingBytes > 0;
  }

  #isReadable(): boolean {
    if (this.state === BETWEEN) return this.startMessage();
    return this.state === HEAD || this.state === BODY;
  }

  #readPart(): void {
    if (this.#pos === this.#input.length) {
      this.#input = this.#waiting.length === 1 ? (this.#waiting[0] as Buffer) : Buffer.concat(this.#waiting);
      this.#pos = 0;
      this.#waiting = [];
      this.#waitingBytes = 0;
    }
    if (this.state === HEAD) this.#readHead();
    else this.#readBody();
  }

  #readHead(): void {
    const gathered = this.gathered;
    const from = gathered.held;
    let head: Head;
    try {
      if (from === 0) this.#pos = this.skipBefore(this.#input, this.#pos);
      if (this.#pos === this.#input.length) return;
      if (!gathered.feed(this.#input, this.#pos)) {
        this.#pos = this.#input.length;
        this.checkUnfinished(from);
        return;
      }
      head = this.parse(gathered.bytes, gathered.start, gathered.end);
    } catch (error) {
      this.#failWith(error);
      return;
    }
    this.#pos = gathered.next;
    gathered.reset();
    if (this.deliver(head)) this.#beginBody(head.body);
  }

  #beginBody(body: BodyFraming): void {
    if (this.state === CLOSED) return;
    this.state = BODY;
    this.#remaining = body.kind === 'length' ? body.length : body.kind === 'until-close' ? Number.POSITIVE_INFINITY : 0;
    this.#chunks = body.kind === 'chunked' ? new ChunkScanner() : undefined;
    if (this.#remaining === 0 && !this.#chunks) this.#finish();
  }

  #readBody(): void {
    if (this.#chunks) {
      this.#readChunks(this.#chunks);
      return;
    }
    const start = this.#pos;
    const end = Math.min(this.#input.length, start + this.#remaining);
    this.#pos = end;
    this.#remaining -= end - start;
    this.#emit(start, end);
    if (this.#remaining === 0 && this.state === BODY) this.#finish();
  }

  #readChunks(chunks: ChunkScanner): void {
    const start = this.#pos;
    const decode = this.decodeChunks;
    try {
      while (this.#pos < this.#input.length && !chunks.done && this.state === BODY) {
        if (chunks.remaining === 0) {
          this.#pos = chunks.scan(this.#input, this.#pos);
          continue;
        }
        const from = this.#pos;
        this.#pos = Math.min(this.#input.length, from + chunks.remaining);
        chunks.remaining -= this.#pos - from;
        if (decode) this.#emit(from, this.#pos);
      }
    } catch (error) {
      this.#failWith(error);
      return;
    }
    if (!decode) this.#emitFramed(chunks, start);
    else if (chunks.trailerFields !== undefined) this.handler.onTrailers?.(chunks.trailerFields);
    if (chunks.done && this.state === BODY) this.#finish();
  }

  /** Passes framed bytes on. Trailers that are not whole stay behind, and follow at once when they are. */
  #emitFramed(chunks: ChunkScanner, start: number): void {
    if (chunks.trailers) this.handler.onBody(chunks.trailers);
    else this.#emit(start, Math.max(start, this.#pos - chunks.held));
  }

  #emit(start: number, end: number): void {
    if (end === start) return;
    const input = this.#input;
    this.handler.onBody(start === 0 && end === input.length ? input : input.subarray(start, end));
  }

  #finish(): void {
    this.#chunks = undefined;
    this.decodeChunks = false;
    this.finish(this.#pos < this.#input.length || this.#waitingBytes > 0);
  }

  #readEnd(): void {
    if (this.state === SWITCHED || this.#waitingBytes > 0) return;
    if (this.state === BODY && this.#remaining === Number.POSITIVE_INFINITY) {
      this.#finish();
      return;
    }
    if (this.state <= HEAD && this.gathered.held === 0 && this.mayEnd()) return;
    this.fail(new HttpSyntaxError(400, 'RFC 9112 §8: the peer ended inside a message', true));
  }

  #failWith(error: unknown): void {
    if (!(error instanceof HttpSyntaxError)) throw error;
    this.fail(error);
  }

  /** Keeps what could not be read now. It goes before what a handler pushed meanwhile. */
  #holdRest(): void {
    if (this.#pos === this.#input.length) return;
    const rest = Buffer.from(this.#input.subarray(this.#pos));
    this.#waiting.unshift(rest);
    this.#waitingBytes += rest.length;
  }

  #close(): void {
    this.state = CLOSED;
    this.gathered.reset();
    this.#chunks = undefined;
    this.#input = NOTHING;
    this.#pos = 0;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
