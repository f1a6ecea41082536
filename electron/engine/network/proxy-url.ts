import { RequestError } from '../request-error.ts';

/** How proxies are spoken to: CONNECT over TCP or over TLS, or SOCKS 5 with names looked up by the proxy. */
const PROTOCOLS = new Set(['http:', 'https:', 'socks:', 'socks5:', 'socks5h:']);

/**
 * Reads the address of a proxy; without a scheme it is an HTTP proxy, as curl has it.
 *
 * @throws RequestError with field `proxyUrl`; its message does not repeat the text, which may hold a password
 */
export function parseProxyUrl(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url === null || url.hostname === '' || !isDecodable(url.username + url.password)) {
    throw new RequestError('INVALID', 'The proxy’s address is none: write it like http://proxy.corp:3128.', 'proxyUrl');
  }
  if (!PROTOCOLS.has(url.protocol)) {
    const message = `A proxy cannot be ${url.protocol}//…: use http://, https:// or socks5://.`;
    throw new RequestError('INVALID', message, 'proxyUrl');
  }
  return url;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A proxy's address for people: without user name and password. */
export function proxyLabel(proxy: URL): string {
  return proxy.port === '' ? proxy.hostname : proxy.host;
}
