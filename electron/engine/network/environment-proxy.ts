import { getProxyForUrl } from 'proxy-from-env';
import { parseProxyUrl } from './proxy-url.ts';

/** Names and addresses of this computer (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3): a proxy's own are others. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a URL of any scheme leads to this computer, which is never asked through a proxy. */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(httpUrl(url).hostname);
}

/**
 * The proxy that the environment names for a URL: `HTTPS_PROXY` for `wss://`, `https://` and `tcp://`, `HTTP_PROXY` for `ws://` and `http://`,
 * else `ALL_PROXY`, unless `NO_PROXY` has the host. Lower-case names win, as everywhere.
 *
 * @throws RequestError when what is set there is no proxy
 */
export function environmentProxy(url: string): URL | undefined {
  const proxy = getProxyForUrl(httpUrl(url));
  if (proxy === '') return undefined;
  // Where a value has no scheme the library takes the target's, but `HTTPS_PROXY=proxy:3128` means a plain HTTP proxy.
  const asWritten = Object.values(process.env).includes(proxy);
  return parseProxyUrl(asWritten ? proxy : proxy.slice(proxy.indexOf('://') + 3));
}

/** The same address by the scheme whose proxy is used for it. */
function httpUrl(url: string): URL {
  return new URL(url.replace(/^ws/, 'http').replace(/^tcp:/, 'https:'));
}
