import http from 'node:http';
import https from 'node:https';

/** A local server answers its first page in far less; one that does not is shown without a title. */
const TIMEOUT_MS = 1_500;
/** A title stands near the top of a page. */
const MAX_BODY = 64 * 1024;
const MAX_TITLE = 80;
/** nginx, Apache and Go answer a plain request on a port for TLS with it; Node hangs up. */
const BAD_REQUEST = 400;

/** What a service said when it was asked for a page. */
export interface HttpGreeting {
  readonly title: string | undefined;
  /** Whether it speaks TLS. */
  readonly tls: boolean;
}

/**
 * Asks for `/` and reads the page's title: by HTTP, and by HTTPS where that has no answer or a refusal of the request itself, which is what servers with TLS
 * say. Undefined where the service speaks neither.
 */
export async function greetHttp(host: string, port: number): Promise<HttpGreeting | undefined> {
  const plain = await ask(http, host, port);
  if (plain && plain.status !== BAD_REQUEST) return { title: plain.title, tls: false };
  const secure = await ask(https, host, port);
  if (secure) return { title: secure.title, tls: true };
  return plain && { title: plain.title, tls: false };
}

function ask(
  client: typeof http | typeof https,
  host: string,
  port: number,
): Promise<{ status: number; title: string | undefined } | undefined> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; title: string | undefined } | undefined>();
  const request = client.get(
    {
      ...{ host, port, path: '/', agent: false, headers: { accept: 'text/html' } },
      signal: AbortSignal.timeout(TIMEOUT_MS),
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
  request.on('error', () => resolve(undefined));
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
