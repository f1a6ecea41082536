import http from 'node:http';

/** A local server answers its first page in far less; one that does not is shown without a title. */
const TIMEOUT_MS = 1_500;
/** A title stands near the top of a page. */
const MAX_BODY = 64 * 1024;
const MAX_TITLE = 80;

/** What a service said when it was asked for a page. */
export interface HttpGreeting {
  readonly title: string | undefined;
}

/** Asks for `/` and reads the page's title. Undefined where the service does not speak HTTP. */
export function greetHttp(host: string, port: number): Promise<HttpGreeting | undefined> {
  const { promise, resolve } = Promise.withResolvers<HttpGreeting | undefined>();
  const request = http.get(
    { host, port, path: '/', agent: false, headers: { accept: 'text/html' }, signal: AbortSignal.timeout(TIMEOUT_MS) },
    (response) => {
      let body = '';
      const done = () => {
        resolve({ title: titleOf(body) });
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
