import { getProxyForUrl } from 'proxy-from-env';
import { parseProxyUrl } from './proxy-url.ts';

/** Names and addresses of this computer (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3): a proxy's own are others. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a server is on this computer, and never asked through a proxy. */
export function isLoopback(server: string): boolean {
  return LOOPBACK.test(new URL(server).hostname);
}

/**
 * The proxy that the environment names for a server: `HTTPS_PROXY` for `wss://`, `HTTP_PROXY` for `ws://`, else `ALL_PROXY`, unless
 * `NO_PROXY` has the server's host. Lower-case names win, as everywhere.
 *
 * @throws RequestError when what is set there is no proxy
 */
export function environmentProxy(server: string): URL | undefined {
  const proxy = getProxyForUrl(server.replace(/^ws/, 'http'));
  if (proxy === '') return undefined;
  // Where a value has no scheme the library takes the target's, but `HTTPS_PROXY=proxy:3128` means a plain HTTP proxy.
  const asWritten = Object.values(process.env).includes(proxy);
  return parseProxyUrl(asWritten ? proxy : proxy.slice(proxy.indexOf('://') + 3));
}
