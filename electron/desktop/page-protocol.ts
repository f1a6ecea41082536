import type { Protocol } from 'electron';
import type { PageFiles } from '../rpc/page-files.ts';
import { isPageUrl, PAGE_SCHEME } from './page-origin.ts';

/** Of files that are no page: whatever shows one by itself may load and run nothing. */
const NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

/**
 * Tells Chromium that the page's scheme is a secure origin, with the rules of https. Only once, and before the app is ready
 * (https://www.electronjs.org/docs/latest/tutorial/security#18-avoid-usage-of-the-file-protocol-and-prefer-usage-of-custom-protocols).
 */
export function registerPageScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the page under `app://porthole/`; what asks for it before it was read waits. Only after the app is ready. */
export function servePage(protocol: Pick<Protocol, 'handle'>, files: Promise<PageFiles>): void {
  protocol.handle(PAGE_SCHEME, async (request) => answerPage(request, await files));
}

/**
 * Answers one request. Paths are looked up in the list of the page's files, undecoded and as a whole, so there is no path that
 * leads out of it.
 */
export function answerPage(request: Pick<Request, 'method' | 'url'>, files: PageFiles): Response {
  if (request.method !== 'GET') return refusal(405);
  const file = isPageUrl(request.url) ? files.get(new URL(request.url).pathname) : undefined;
  if (file === undefined) return refusal(404);
  return new Response(new Uint8Array(file.body), {
    headers: {
      'Content-Security-Policy': NOTHING_ALLOWED,
      'Cross-Origin-Resource-Policy': 'same-origin',
      ...file.headers,
    },
  });
}

function refusal(status: 404 | 405): Response {
  return new Response(null, { status, headers: { 'Content-Security-Policy': NOTHING_ALLOWED } });
}
