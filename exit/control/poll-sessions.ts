import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatAddress } from '../../shared/wire/format-address.ts';
import {
  HOLD_SECONDS,
  PIECE_BYTES,
  POLL_PATH,
  UP_WINDOW,
  VERSION,
  VERSION_FIELD,
} from '../../shared/wire/poll-protocol.ts';
import { type PollAnswer, PollRangeError, PollServerTransport } from '../../shared/wire/poll-server-transport.ts';
import type { CloseReason, Transport } from '../../shared/wire/transport.ts';
import type { Admission, Admitted } from './admission.ts';

/**
 * Long-polling sessions that may be open at once. Each holds up to some MiB for a client that does not read, so that this bounds memory
 * before anything else does; clients whose WebSockets work do not count.
 */
const MAX_SESSIONS = 1024;

/** Bodies of one session that are read at once: those of the window, and each once more where a proxy has sent it again. */
const MAX_READING = 2 * UP_WINDOW;

/** When a client may come back that was one too many, s: sessions end, but not by the second. */
const FULL_RETRY_S = 10;

/** Random bytes of a session's id: nobody guesses 192 bits. */
const ID_BYTES = 24;

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };
const BYTES = { 'Content-Type': 'application/octet-stream' };

/** What decides about a new session. */
export interface PollSessionsParts {
  /** Whether the request may open a session. */
  admit(request: IncomingMessage): Admission;
  /** A client with a good token has opened one. */
  accept(transport: Transport, client: Admitted): void;
  /** A request is that of a session's owner, or opens one: its connection is no stranger's. */
  onOwner(request: IncomingMessage): void;
}

interface PollSession {
  readonly transport: PollServerTransport;
  /** SHA-256 of the Authorization field that opened it: whoever learns the id, e.g. from a proxy's log, cannot use it. */
  readonly owner: Buffer;
  reading: number;
}

/** The long-polling sessions of the control plane, by id: makes requests of `/tunnel/poll` into what their transports know. */
export class PollSessions {
  readonly #parts: PollSessionsParts;
  readonly #sessions = new Map<string, PollSession>();

  constructor(parts: PollSessionsParts) {
    this.#parts = parts;
  }

  /** Whether a path is one of long-polling. */
  static isPoll(path: string): boolean {
    return path === POLL_PATH || path.startsWith(`${POLL_PATH}/`);
  }

  /** Ends all sessions that are left, e.g. those whose clients have not fetched their end yet. */
  close(reason: CloseReason): void {
    for (const { transport } of [...this.#sessions.values()]) transport.destroy(reason);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that is gone, or sends less than it announced: nobody is left to be told.
    request.on('error', ignore);
    const url = new URL(request.url ?? '/', 'http://exit');
    if (url.pathname === POLL_PATH) return this.#open(request, response);
    const session = this.#find(url.pathname.slice(POLL_PATH.length + 1), request);
    if (!session) return refuse(response, 404, 'There is no such session: open a new one.');
    this.#parts.onOwner(request);
    try {
      if (request.method === 'GET') this.#poll(session, url, response);
      else if (request.method === 'POST') await this.#receive(session, url, request, response);
      else refuse(response, 405, 'Sessions are asked with GET and POST.');
    } catch (error) {
      if (!(error instanceof PollRangeError)) throw error;
      refuse(response, 400, error.message);
    }
  }

  #open(request: IncomingMessage, response: ServerResponse): void {
    const admission = this.#admit(request);
    if (admission.refusal !== undefined) {
      const { status, message, retryAfter } = admission.refusal;
      refuse(response, status, message, retryAfter);
      return;
    }
    this.#parts.onOwner(request);
    const id = randomBytes(ID_BYTES).toString('base64url');
    const { remoteAddress, remotePort } = request.socket;
    const transport = new PollServerTransport({
      remoteAddress: formatAddress(remoteAddress, remotePort),
      onGone: () => this.#sessions.delete(id),
    });
    this.#sessions.set(id, { transport, owner: digest(request), reading: 0 });
    this.#parts.accept(transport, admission);
    reply(response, 201, TEXT, `${id}\n`);
  }

  #admit(request: IncomingMessage): Admission {
    if (request.method !== 'POST') return { refusal: { status: 405, message: 'Open a session with POST.' } };
    const admission = this.#parts.admit(request);
    if (admission.refusal !== undefined || this.#sessions.size < MAX_SESSIONS) return admission;
    const message = 'This exit server has as many long-polling clients as it takes: try again later.';
    return { refusal: { status: 503, message, retryAfter: FULL_RETRY_S } };
  }

  /** Finds a session for whoever opened it. To everybody else it does not exist. */
  #find(id: string, request: IncomingMessage): PollSession | undefined {
    const session = this.#sessions.get(id);
    return session && timingSafeEqual(session.owner, digest(request)) ? session : undefined;
  }

  #poll({ transport }: PollSession, { searchParams }: URL, response: ServerResponse): void {
    const hold = Math.min(HOLD_SECONDS, number(searchParams, 'hold'));
    const answer = answerTo(response);
    const giveUp = transport.poll(number(searchParams, 'n'), number(searchParams, 'ack'), hold * 1000, answer);
    response.on('close', giveUp);
  }

  async #receive(
    session: PollSession,
    { searchParams }: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { transport } = session;
    const n = number(searchParams, 'n');
    // One that was taken already is read too: a proxy may not pass on an answer that comes before the body's end.
    transport.expects(n);
    if (session.reading >= MAX_READING) return refuse(response, 429, 'Too many bodies at once.');
    session.reading += 1;
    const body = await readBody(request).finally(() => {
      session.reading -= 1;
    });
    if (body === undefined) return refuse(response, 413, `A body has at most ${PIECE_BYTES} bytes.`);
    transport.receive(n, searchParams.has('end') ? { end: body.toString('utf8') } : { bytes: body });
    reply(response, 204, {}, '');
  }
}

function answerTo(response: ServerResponse): PollAnswer {
  return {
    piece: (bytes) => reply(response, 200, BYTES, bytes),
    nothing: () => reply(response, 204, {}, ''),
    ended: (message, sent) => {
      response.on('close', sent);
      reply(response, 410, TEXT, `${message}\n`);
    },
    stale: () => reply(response, 409, TEXT, 'This piece was asked for again.\n'),
    cut: () => response.destroy(),
  };
}

/** Returns the whole body; undefined when it is too long. Rejects when it breaks off. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > PIECE_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function refuse(response: ServerResponse, status: number, message: string, retryAfter?: number): void {
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
  reply(response, status, TEXT, `${message}\n`);
}

/** Answers whole, with its length: a proxy that buffers passes it on at once. */
function reply(response: ServerResponse, status: number, type: Record<string, string>, body: string | Buffer): void {
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const always = { [VERSION_FIELD]: VERSION, 'Cache-Control': 'no-store, no-transform' };
  response.writeHead(status, { ...always, ...type, ...length }).end(body);
}

function number(fields: URLSearchParams, name: string): number {
  const text = fields.get(name) ?? '';
  if (!/^\d{1,15}$/.test(text)) throw new PollRangeError(`"${name}" must be a number.`);
  return Number(text);
}

function digest(request: IncomingMessage): Buffer {
  return createHash('sha256')
    .update(request.headers.authorization ?? '')
    .digest();
}

function ignore(): void {}
