/** For one hop of HTTP/1.1 only: HTTP/2 has them not (RFC 9113 §8.2.2). */
const CONNECTION_FIELDS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'http2-settings',
]);

/** Whether a field (its name in lower case) must not go out over HTTP/2. Node throws where one does, be it in a head or in trailers. */
export function isConnectionField(lowerName: string): boolean {
  return CONNECTION_FIELDS.has(lowerName);
}
