import http from 'node:http';
import https from 'node:https';
import { onUnanswered } from '../../../shared/on-unanswered.ts';
import { USER_AGENT } from '../network/user-agent.ts';

/** What a service's log says of being looked at, so that nobody wonders who asks for `/`. */
export const FINDER_AGENT = `${USER_AGENT} (looks for services)`;

/** A local server answers its first page in far less, but for one that makes the page first; it is shown without a title. */
const TIMEOUT_MS = 1_500;
/** A title stands near the top of a page. */
const MAX_BODY = 64 * 1024;
const MAX_TITLE = 80;
/** nginx, Apache and Go answer a plain request on a port for TLS with it. */
const BAD_REQUEST = 400;
/** First byte of a TLS alert (RFC 8446 §5.1), with which OpenSSL's own server answers. */
const TLS_ALERT = 0x15;

/** What a service said when it was asked for a page. */
export interface HttpGreeting {
  readonly title: string | undefined;
  /** Whether it speaks TLS. */
  readonly tls: boolean;
}

/** What came back for one request. */
interface Reply {
  /** Undefined: the service took the request and has not answered yet. */
  readonly status: number | undefined;
  readonly title: string | undefined;
}

/**
 * Asks for `/` and reads the page's title: by HTTP, and by HTTPS only where what came back is what a service with TLS says to a plain request, so that no other
 * program gets bytes that it cannot understand. One that takes a request and says nothing yet is a website that is slow: dev servers build a page when it is first
 * asked for, and whoever cannot make sense of a request says so or hangs up. Undefined where the service speaks neither.
 */
export async function greetHttp(host: string, port: number, timeoutMs = TIMEOUT_MS): Promise<HttpGreeting | undefined> {
  const plain = await ask(http, host, port, timeoutMs);
  const mayBeTls = plain === 'tls' || (typeof plain === 'object' && plain.status === BAD_REQUEST);
  const secure = mayBeTls ? await ask(https, host, port, timeoutMs) : undefined;
  if (typeof secure === 'object') return { title: secure.title, tls: true };
  return typeof plain === 'object' ? { title: plain.title, tls: false } : undefined;
}

/** Resolves with `tls` where the service hung up without a word, as Node's does on a port for TLS, or sent an alert of TLS; undefined where it says something else or is not there. */
function ask(
  client: typeof http | typeof https,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<Reply | 'tls' | undefined> {
  const { promise, resolve } = Promise.withResolvers<Reply | 'tls' | undefined>();
  const signal = AbortSignal.timeout(timeoutMs);
  const request = client.get(
    {
      ...{ host, port, path: '/', agent: false, headers: { accept: 'text/html', 'user-agent': FINDER_AGENT } },
      signal,
      // It is only looked at, and mostly signs its own certificate.
      rejectUnauthorized: false,
    },
    (response) => {
      let body = '';
      const done = () => {
        resolve({ status: response.statusCode ?? 0, title: titleOf(body) });
        response.destroy();
      };
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
        if (body.length > MAX_BODY || /<\/title>/i.test(body)) done();
      });
      response.on('end', done);
      response.on('error', done);
    },
  );
  let isTaken = false;
  request.on('socket', (socket) => {
    socket.on(client === https ? 'secureConnect' : 'connect', () => {
      isTaken = true;
    });
  });
  request.on('error', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }) => {
    if (signal.aborted) return resolve(isTaken ? { status: undefined, title: undefined } : undefined);
    const hungUp = error.code === 'ECONNRESET' && request.socket?.bytesRead === 0;
    resolve(hungUp || error.rawPacket?.[0] === TLS_ALERT ? 'tls' : undefined);
  });
  // No website changes the protocol without being asked to.
  onUnanswered(request, () => resolve(undefined));
  return promise;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'", nbsp: ' ' };

/** The text of the first `<title>`, in one line. */
export function titleOf(html: string): string | undefined {
  const text = /<title[^>]{0,200}>([^<]*)<\/title>/i.exec(html)?.[1];
  const plain = text
    ?.replace(/&([a-z]+|#39);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
  return plain ? plain.slice(0, MAX_TITLE) : undefined;
}
