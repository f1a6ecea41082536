import { HttpSyntaxError } from '../../shared/http1/http-syntax-error.ts';
import { parseRequestHead, type RequestHead } from '../../shared/http1/request-head.ts';

/** A field name of HTTP/2: a token in lower case (RFC 9113 §8.2.1). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** What would end a line, or hide what follows from some reader. */
const LINE_BREAKING = /[\r\n\0]/;
/** Methods whose meaning includes content: without any, a user agent says so by a length of 0 (RFC 9110 §8.6), and some services insist. */
const WITH_CONTENT = /^(?:POST|PUT|PATCH)$/;

/** What is gathered from the fields of a request. */
interface Gathered {
  pseudo: Map<string, string>;
  host: string | undefined;
  cookies: string[];
  hasLength: boolean;
  lines: string;
}

/**
 * Makes the head of an HTTP/1.1 request out of the fields of one of HTTP/2 (name, value, …; RFC 9113 §8.3.1), as the tunnel carries it.
 *
 * It is written out and read by the parser that reads all requests, so that the same rules and bounds hold for both versions. What could
 * make two lines of one is refused before. Throws HttpSyntaxError.
 *
 * @param hasBody whether something follows the head
 * @param maxBytes of the head as HTTP/1.1
 */
export function readHttp2Head(fields: readonly string[], hasBody: boolean, maxBytes: number): RequestHead {
  const { pseudo, host, cookies, hasLength, lines } = gather(fields);
  const method = pseudo.get(':method') ?? '';
  if (method === 'CONNECT') throw new HttpSyntaxError(501, 'RFC 9110 §9.3.6: CONNECT is not served');
  const target = pseudo.get(':path') ?? '';
  if (!target.startsWith('/') && target !== '*') throw new HttpSyntaxError(400, 'RFC 9113 §8.3.1: :path is no path');
  const authority = pseudo.get(':authority');
  if (authority !== undefined && host !== undefined && host.toLowerCase() !== authority.toLowerCase())
    throw new HttpSyntaxError(400, 'RFC 9113 §8.3.1: Host differs from :authority');
  const named = authority ?? host;
  if (named === undefined) throw new HttpSyntaxError(400, 'RFC 9113 §8.3.1: no :authority');
  const cookie = cookies.length === 0 ? '' : `cookie: ${cookies.join('; ')}\r\n`;
  const text = `${method} ${target} HTTP/1.1\r\nhost: ${named}\r\n${lines}${cookie}${framing(method, hasBody, hasLength)}\r\n`;
  if (text.length > maxBytes) throw new HttpSyntaxError(431, 'RFC 6585 §5: head too long');
  const bytes = Buffer.from(text, 'latin1');
  const head = parseRequestHead(bytes, 0, bytes.length);
  if (!hasBody && head.body.kind === 'length' && head.body.length > 0)
    throw new HttpSyntaxError(400, 'RFC 9113 §8.1.1: content-length without content');
  return head;
}

function gather(fields: readonly string[]): Gathered {
  const gathered: Gathered = { pseudo: new Map(), host: undefined, cookies: [], hasLength: false, lines: '' };
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    const value = fields[i + 1] as string;
    if (LINE_BREAKING.test(value)) throw new HttpSyntaxError(400, 'RFC 9113 §8.2.1: line break in a field value');
    if (name.startsWith(':')) addPseudo(gathered.pseudo, name, value);
    else addField(gathered, name, value);
  }
  return gathered;
}

function addPseudo(pseudo: Map<string, string>, name: string, value: string): void {
  if (pseudo.has(name)) throw new HttpSyntaxError(400, 'RFC 9113 §8.3: pseudo-header field twice');
  if (name !== ':method' && name !== ':path' && name !== ':authority' && name !== ':scheme')
    throw new HttpSyntaxError(400, 'RFC 9113 §8.3: unknown pseudo-header field');
  pseudo.set(name, value);
}

function addField(gathered: Gathered, name: string, value: string): void {
  if (!NAME.test(name)) throw new HttpSyntaxError(400, 'RFC 9113 §8.2.1: field name is no token in lower case');
  switch (name) {
    case 'connection':
    case 'keep-alive':
    case 'proxy-connection':
    case 'transfer-encoding':
    case 'upgrade':
      throw new HttpSyntaxError(400, 'RFC 9113 §8.2.2: field of a connection');
    case 'te':
      if (value.toLowerCase() !== 'trailers') throw new HttpSyntaxError(400, 'RFC 9113 §8.2.2: TE is not "trailers"');
      break;
    case 'host':
      if (gathered.host !== undefined) throw new HttpSyntaxError(400, 'RFC 9112 §3.2: more than one Host');
      gathered.host = value;
      return;
    case 'cookie':
      gathered.cookies.push(value);
      return;
    case 'content-length':
      gathered.hasLength = true;
      break;
  }
  gathered.lines += `${name}: ${value}\r\n`;
}

/** What says to HTTP/1.1 where the body ends, in place of HTTP/2's frames. */
function framing(method: string, hasBody: boolean, hasLength: boolean): string {
  if (hasLength) return '';
  if (hasBody) return 'transfer-encoding: chunked\r\n';
  return WITH_CONTENT.test(method) ? 'content-length: 0\r\n' : '';
}
