import { setMaxListeners } from 'node:events';
import { closeText } from './close-text.ts';
import { PieceQueue } from './piece-queue.ts';
import {
  DOWN_WINDOW,
  HOLD_SECONDS,
  LEAST_HOLD_SECONDS,
  PIECE_BYTES,
  POLL_CLOSE_MS,
  UP_WINDOW,
  VERSION,
  VERSION_FIELD,
} from './poll-protocol.ts';
import type { PollReply, PollRequests } from './poll-requests.ts';
import { PollRetry } from './poll-retry.ts';
import type { CloseReason, Transport, TransportHandler } from './transport.ts';

/** Polls that always wait: while the answer of one is under way, the next bytes find the other. */
const IDLE_POLLS = 2;

/** An answer of this size means bulk: more polls are kept under way. */
const BULK_BYTES = PIECE_BYTES / 4;

/** How much longer than it may be held a poll is waited for, ms: a bad link's round trip and a proxy's own pace. */
const POLL_SLACK_MS = 15_000;

/** How long the answer to a body may take, ms: the exit server answers at once, so this is for the way. */
const BODY_SILENCE_MS = 20_000;

/** First and least length of a body: what a slow uplink of 64 kbit/s carries in some seconds, though several share it. */
const LEAST_BODY_BYTES = 16 * 1024;

/** A body that took no longer may be followed by one twice as long; one that took longer than the other by one half as long, ms. */
const QUICK_MS = 500;
const SLOW_MS = 3_000;

export interface PollClientOptions {
  requests: PollRequests;
  /** Address of the open session. */
  session: URL;
  remoteAddress: string;
}

/**
 * The client's end of a long-polling session. Keeps some polls waiting at the exit server, more while bulk comes, and sends bytes as
 * numbered bodies; a request that fails is made again with its number until it is answered, or nothing has worked for a while.
 */
export class PollClientTransport implements Transport {
  readonly kind = 'long-polling';
  readonly remoteAddress: string;
  readonly #requests: PollRequests;
  readonly #session: URL;
  readonly #abort = new AbortController();
  readonly #retry = new PollRetry();
  #handler: TransportHandler | undefined;
  readonly #out = new PieceQueue();
  #nextBody = 0;
  /** Numbers of the bodies that are not taken yet, in order. */
  readonly #bodies = new Set<number>();
  #bodyBytes = LEAST_BODY_BYTES;
  /** Number of the next poll to begin, and of the next piece to deliver: polls between them are under way. */
  #nextPoll = 0;
  #nextPiece = 0;
  #polls = IDLE_POLLS;
  #holdSeconds = HOLD_SECONDS;
  /** Pieces that came before their turn. */
  readonly #early = new Map<number, Buffer>();
  #reason: CloseReason | undefined;
  #endSent = false;
  #closeTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PollClientOptions) {
    this.#requests = options.requests;
    this.#session = options.session;
    this.remoteAddress = options.remoteAddress;
    setMaxListeners(2 * (DOWN_WINDOW + UP_WINDOW), this.#abort.signal);
  }

  get handler(): TransportHandler | undefined {
    return this.#handler;
  }

  set handler(handler: TransportHandler | undefined) {
    this.#handler = handler;
    if (!handler) return;
    if (this.#closed) queueMicrotask(() => handler.onClose(this.#reason ?? LOST));
    else this.#beginPolls();
  }

  get bufferedBytes(): number {
    return this.#out.bytes;
  }

  send(parts: readonly Buffer[], onSent?: () => void): void {
    if (this.#closed || this.#reason) return;
    this.#out.push(parts, onSent);
    this.#beginBodies();
    this.#out.noteLevel();
  }

  close(reason: CloseReason): void {
    if (this.#closed || this.#reason) return;
    this.#reason = reason;
    this.#closeTimer = setTimeout(() => this.#finish(reason), POLL_CLOSE_MS).unref();
    this.#beginBodies();
  }

  destroy(reason: CloseReason): void {
    this.#finish(reason);
  }

  #beginPolls(): void {
    while (!this.#closed && this.#nextPoll < this.#nextPiece + Math.min(this.#polls, DOWN_WINDOW)) {
      void this.#poll(this.#nextPoll);
      this.#nextPoll += 1;
    }
  }

  /** Asks for one piece until it is there or the session has ended. */
  async #poll(number: number): Promise<void> {
    while (!this.#closed) {
      const asked = performance.now();
      const seconds = this.#holdSeconds;
      const reply = await this.#ask('GET', pollQuery(number, this.#nextPiece, seconds), seconds * 1000 + POLL_SLACK_MS);
      if (this.#closed) return;
      if (reply?.status === 200) return this.#onPiece(number, reply.body);
      if (reply?.status === 204) {
        this.#polls = IDLE_POLLS;
        // The last one of more than are needed now; the others see the same when they become the last.
        if (number === this.#nextPoll - 1 && number >= this.#nextPiece + IDLE_POLLS) {
          this.#nextPoll = number;
          return;
        }
      } else if (!reply && performance.now() - asked > LEAST_HOLD_SECONDS * 1000) {
        // Cut while it waited: something on the way has less patience.
        this.#holdSeconds = Math.max(LEAST_HOLD_SECONDS, Math.floor(seconds / 2));
      }
      if (!reply && !(await this.#pause())) return;
    }
  }

  #onPiece(number: number, bytes: Buffer): void {
    this.#early.set(number, bytes);
    if (bytes.length >= BULK_BYTES) this.#polls = Math.min(DOWN_WINDOW, this.#polls + 1);
    const ready: Buffer[] = [];
    for (let piece = this.#early.get(this.#nextPiece); piece; piece = this.#early.get(this.#nextPiece)) {
      this.#early.delete(this.#nextPiece);
      this.#nextPiece += 1;
      ready.push(piece);
    }
    // The next polls go out first: they are under way while the bytes are worked on.
    this.#beginPolls();
    for (const piece of ready) if (!this.#reason) this.#handler?.onBytes(piece);
  }

  #beginBodies(): void {
    while (!this.#closed && this.#out.bytes > 0) {
      // Answers may come in another order; what counts for the exit server is the oldest that it lacks.
      const [oldest = this.#nextBody] = this.#bodies;
      if (this.#nextBody >= oldest + UP_WINDOW) break;
      this.#bodies.add(this.#nextBody);
      void this.#sendBody(this.#nextBody, this.#out.take(this.#bodyBytes));
      this.#nextBody += 1;
    }
    if (this.#reason && this.#bodies.size === 0 && this.#out.bytes === 0 && !this.#endSent) {
      this.#endSent = true;
      void this.#sendEnd(this.#reason);
    }
  }

  /** Sends one body until it has been taken. */
  async #sendBody(number: number, body: Buffer): Promise<void> {
    while (!this.#closed) {
      const begun = performance.now();
      const reply = await this.#ask('POST', `n=${number}`, BODY_SILENCE_MS, body);
      const took = performance.now() - begun;
      if (!reply || took > SLOW_MS) this.#bodyBytes = Math.max(LEAST_BODY_BYTES, this.#bodyBytes / 2);
      else if (took < QUICK_MS && body.length === this.#bodyBytes) {
        this.#bodyBytes = Math.min(PIECE_BYTES, this.#bodyBytes * 2);
      }
      if (reply) break;
      if (!(await this.#pause())) return;
    }
    if (this.#closed) return;
    this.#bodies.delete(number);
    this.#beginBodies();
    if (this.#out.fell()) this.#handler?.onDrain();
  }

  async #sendEnd(reason: CloseReason): Promise<void> {
    const text = Buffer.from(closeText(reason.message), 'utf8');
    while (!this.#closed) {
      if (await this.#ask('POST', `n=${this.#nextBody}&end=1`, BODY_SILENCE_MS, text)) break;
      if (!(await this.#pause())) return;
    }
    this.#finish(reason);
  }

  /** Makes one request. Returns undefined where it must be made again; ends the session where that would be in vain. */
  async #ask(method: 'GET' | 'POST', query: string, silenceMs: number, body?: Buffer): Promise<PollReply | undefined> {
    const url = new URL(this.#session);
    url.search = query;
    let reply: PollReply;
    try {
      const { signal } = this.#abort;
      reply = await this.#requests.send({ method, url, silenceMs, signal, ...(body ? { body } : {}) });
    } catch (error) {
      if (this.#requests.direct && codeOf(error) === 'ECONNREFUSED') this.#finish(LOST);
      return undefined;
    }
    // An answer without the field is not the exit server's: a proxy or a portal, which may let the next one through.
    if (reply.headers[VERSION_FIELD] !== VERSION || reply.status >= 500 || reply.status === 429) return undefined;
    if (reply.status >= 300) {
      this.#finish(endOf(reply));
      return undefined;
    }
    this.#retry.succeeded();
    return reply;
  }

  /** Waits before the next try. Resolves with false when the session has ended. */
  async #pause(): Promise<boolean> {
    if (this.#closed) return false;
    const wait = this.#retry.failed(performance.now());
    if (wait === undefined) this.#finish(LOST);
    else await this.#retry.wait(wait, this.#abort.signal);
    return !this.#closed;
  }

  #finish(reason: CloseReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reason ??= reason;
    clearTimeout(this.#closeTimer);
    this.#abort.abort();
    this.#requests.close();
    this.#out.clear();
    this.#early.clear();
    this.#handler?.onClose(this.#reason);
  }
}

const LOST: CloseReason = { code: 'lost', message: 'The connection broke.' };

function pollQuery(number: number, acknowledged: number, seconds: number): string {
  return `n=${number}&ack=${acknowledged}&hold=${seconds}`;
}

/** What an answer of the exit server that is neither bytes nor "nothing yet" means. */
function endOf({ status, body }: PollReply): CloseReason {
  const text = closeText(body.toString('utf8').replace(/\s+/g, ' ').trim());
  if (status === 410) return { code: 'peer-closed', message: text || 'The other side closed the connection.' };
  if (status === 400) return { code: 'protocol-error', message: text };
  // The session is unknown there: it was cut off, or the exit server was started anew.
  return LOST;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
