/** Longest reason of a WebSocket close frame in bytes (RFC 6455 §5.5.1); the other transports keep to it, so that all behave alike. */
const MAX_BYTES = 123;

/** Cuts the reason of a close to what a close frame holds, between characters. */
export function closeText(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  // A character that the cut splits becomes U+FFFD, which takes no more than the three bytes left for it.
  return bytes.length <= MAX_BYTES ? text : bytes.toString('utf8', 0, MAX_BYTES - 3).replace(/\uFFFD+$/, '');
}
