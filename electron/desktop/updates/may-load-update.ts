/** Names of this computer, over which nobody else can listen or answer. */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Whether something of an update may come from an address: over TLS, wherever a feed or a redirect leads to. On Linux nothing but the checksum in the feed proves that an
 * update is what was published, so whoever could change the feed on its way could run a program here.
 */
export function mayLoadUpdate(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)));
}
