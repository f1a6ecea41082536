/** What a Host field may name a server by that listens on loopback. */
const NAMES = ['127.0.0.1', 'localhost', '[::1]'];
/** The port of `http:`, which browsers and scrapers leave out (RFC 9110 §4.2.1). */
const HTTP_PORT = 80;

/** All Host fields that mean a server on loopback at that port. Another one is of a page that made its own name lead here (DNS rebinding). */
export function loopbackHosts(port: number): string[] {
  const withPort = NAMES.map((name) => `${name}:${port}`);
  return port === HTTP_PORT ? [...withPort, ...NAMES] : withPort;
}
