import { type Agent, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { onUnanswered } from '../on-unanswered.ts';
import { DIAL_ATTEMPT_MS } from './happy-eyeballs.ts';
import type { PinnedTls } from './pinned-ca.ts';
import { DOWN_WINDOW, PIECE_BYTES, UP_WINDOW, VERSION, VERSION_FIELD } from './poll-protocol.ts';

/** An answer with its whole body. */
export interface PollReply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** The other end of the connection that it came over, for logs. */
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
}

export interface PollRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body?: Buffer;
  /** Without any byte from the other side for so long the request has failed, ms. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

export interface PollRequestsOptions {
  token: string;
  secure: boolean;
  /** CA certificates (PEM) to trust instead of the usual ones. */
  ca?: string | readonly string[] | undefined;
  /** The one CA to trust instead, and how to check the server's name. */
  pinned?: PinnedTls | undefined;
  /** Connects through a proxy. It belongs to the session, and ends with it. */
  agent?: Agent | undefined;
}

/** All that may be under way, and the close. */
const MAX_SOCKETS = DOWN_WINDOW + UP_WINDOW + 1;

/** The HTTP requests of one long-polling session, over connections that are kept between them. */
export class PollRequests {
  readonly #options: PollRequestsOptions;
  readonly #agent: Agent;
  /** Whether the connections lead to the server itself: then a refused one tells about the server. */
  readonly direct: boolean;

  constructor(options: PollRequestsOptions) {
    this.#options = options;
    this.direct = options.agent === undefined;
    this.#agent = options.agent ?? makeAgent(options);
  }

  /** Resolves with the whole answer; rejects where there is none or it broke off. */
  send({ method, url, body, silenceMs, signal }: PollRequest): Promise<PollReply> {
    return new Promise((resolve, reject) => {
      const request = (this.#options.secure ? requestHttps : requestHttp)(url, {
        method,
        agent: this.#agent,
        signal,
        timeout: silenceMs,
        ...(this.#options.ca === undefined ? {} : { ca: listOf(this.#options.ca) }),
        ...this.#options.pinned,
        headers: {
          Authorization: `Bearer ${this.#options.token}`,
          [VERSION_FIELD]: VERSION,
          // A proxy that compresses would have to hold the answer back.
          'Accept-Encoding': 'identity',
          'Cache-Control': 'no-store',
          ...(method === 'POST'
            ? { 'Content-Type': 'application/octet-stream', 'Content-Length': body?.length ?? 0 }
            : {}),
        },
      });
      request.on('timeout', () => request.destroy(new Error('There was no answer in time.')));
      request.on('error', reject);
      onUnanswered(request, reject);
      request.on('response', (response) => readReply(response).then(resolve, reject));
      request.end(body);
    });
  }

  /** Closes the connections that are kept. */
  close(): void {
    this.#agent.destroy();
  }
}

function makeAgent({ secure }: PollRequestsOptions): Agent {
  const options = {
    keepAlive: true,
    maxSockets: MAX_SOCKETS,
    noDelay: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: DIAL_ATTEMPT_MS,
  };
  return secure ? new HttpsAgent(options) : new HttpAgent(options);
}

function listOf(ca: string | readonly string[]): string[] {
  return typeof ca === 'string' ? [ca] : [...ca];
}

async function readReply(response: IncomingMessage): Promise<PollReply> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const { remoteAddress, remotePort } = response.socket;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Nothing of ours is longer; whoever answers here might never end.
    if (bytes > PIECE_BYTES) throw new Error('The answer is longer than any piece.');
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error('The answer broke off.');
  const { statusCode = 0, headers } = response;
  return { status: statusCode, headers, body: Buffer.concat(chunks, bytes), remoteAddress, remotePort };
}
