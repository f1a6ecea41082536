import { createHash } from 'node:crypto';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';
import { TEST_CERTIFICATE } from './test-certificates.ts';

/** How a request over HTTP/2 ended. */
export interface Http2Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Statuses and links of the informational answers before. */
  informational: Record<string, unknown>[];
  text: string;
  bytes: number;
  sha256: string;
  trailers: Record<string, unknown> | undefined;
  /** How the stream was closed: 0 where it ended in an orderly way. */
  rstCode: number;
}

/** A visitor's HTTP/2 connection to a TLS data plane on loopback. */
export class Http2Visitor {
  readonly session: ClientHttp2Session;
  /** Error code of the GOAWAY that came, if one did. */
  goaway: number | undefined;
  closed = false;
  readonly #host: string;

  constructor(port: number, host: string, ca = TEST_CERTIFICATE) {
    this.#host = host;
    const session = connect(`https://127.0.0.1:${port}`, {
      ca,
      // A name, without the port that it may be asked for with.
      servername: host.replace(/:\d+$/, ''),
      maxSendHeaderBlockLength: 1_000_000,
    });
    this.session = session;
    session.on('error', () => {});
    session.on('goaway', (code) => {
      this.goaway = code;
    });
    session.on('close', () => {
      this.closed = true;
    });
  }

  /** Sends a request's head; its body, unless there is none, is for the caller to write. */
  open(path: string, headers: OutgoingHttpHeaders = {}, options: { endStream?: boolean } = {}): ClientHttp2Stream {
    const stream = this.session.request({ ':authority': this.#host, ':path': path, ...headers }, options);
    stream.on('error', () => {});
    return stream;
  }

  /** Sends a request and gathers its answer, however it ends. */
  ask(path: string, headers: OutgoingHttpHeaders = {}, body?: Buffer | string): Promise<Http2Answer> {
    const stream = this.open(path, headers, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    return gather(stream);
  }

  destroy(): void {
    this.session.destroy();
  }
}

/** Gathers what is answered on a stream until it is closed. Only the first 64 KiB are kept as text. */
export function gather(stream: ClientHttp2Stream): Promise<Http2Answer> {
  const hash = createHash('sha256');
  const answer: Http2Answer = {
    status: 0,
    headers: {},
    informational: [],
    text: '',
    bytes: 0,
    sha256: '',
    trailers: undefined,
    rstCode: 0,
  };
  stream.on('headers', (headers) => answer.informational.push({ ...headers }));
  stream.on('response', (headers) => {
    answer.status = headers[':status'] ?? 0;
    answer.headers = { ...headers };
  });
  stream.on('trailers', (headers) => {
    answer.trailers = { ...headers };
  });
  stream.on('data', (chunk: Buffer) => {
    if (answer.bytes < 65_536) answer.text += chunk.toString('latin1');
    answer.bytes += chunk.length;
    hash.update(chunk);
  });
  return new Promise((resolve) => {
    stream.on('close', () => resolve({ ...answer, sha256: hash.digest('hex'), rstCode: stream.rstCode ?? 0 }));
  });
}
