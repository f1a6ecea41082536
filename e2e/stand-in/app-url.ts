/**
 * Chromium knows no `app:` scheme, so `app://HOST/…` is shown as `http://HOST.app.localhost/…`: a secure context too, with the
 * same rules for origin and Content-Security-Policy. Requests to it never leave the browser; the protocol's handler answers.
 */
const SUFFIX = '.app.localhost';

/** Turns an `app:` URL into what Chromium is told; others stay as they are. */
export function toChromium(url: string): string {
  return url.replace(/^app:\/\/([^/?#]*)/, (_all, host: string) => `http://${host}${SUFFIX}`);
}

/** Turns what Chromium tells into what Electron would say. */
export function fromChromium(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, hostname, port, pathname, search, hash } = new URL(url);
  if (protocol !== 'http:' || !hostname.endsWith(SUFFIX)) return url;
  return `app://${hostname.slice(0, -SUFFIX.length)}${port === '' ? '' : `:${port}`}${pathname}${search}${hash}`;
}
