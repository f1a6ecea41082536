import { LicenceTextError } from './licence-text-error.ts';

/** What a licence link carries. */
export interface LicenceLink {
  /** A key or a signed licence, as it stands in the link. */
  licence: string;
  /** `wss://HOST[:PORT]` of the exit server that it is for, where the link says that. */
  server?: string;
}

/** Longest link: the longest licence, and a server. */
const MAX_LINK = 8 * 1024;
const PREFIX = /^porthole:\/\/licence\/?(?=[?#])/i;

/** Whether a text is meant to be a licence link. */
export function isLicenceLink(text: string): boolean {
  return /^porthole:\/\/licence\b/i.test(text);
}

/**
 * Reads `porthole://licence?key=…`, `porthole://licence#LICENCE` (which browsers and proxies do not pass on), either with `server=…`. Unknown
 * parameters are ignored.
 *
 * @throws LicenceTextError
 */
export function parseLicenceLink(text: string): LicenceLink {
  const link = text.trim();
  const prefix = PREFIX.exec(link);
  if (!prefix || link.length > MAX_LINK) {
    throw new LicenceTextError(
      'This is not a licence link: paste the whole line that begins with porthole://licence?key=',
    );
  }
  const [query = '', ...fragments] = link.slice(prefix[0].length).replace(/^\?/, '').split('#');
  const values = new Map<string, string>();
  for (const pair of [...query.split('&'), ...fragments.join('#').split('&')]) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? 'licence' : pair.slice(0, equals);
    if (pair !== '' && !values.has(name)) values.set(name, decoded(pair.slice(equals + 1)));
  }
  const licence = values.get('key') ?? values.get('licence');
  if (!licence) throw new LicenceTextError('The licence link carries no licence: ask for a new link.');
  const server = values.get('server');
  return server === undefined ? { licence } : { licence, server: checkedServer(server) };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new LicenceTextError('The licence link is damaged: copy it again.');
  }
}

function checkedServer(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && (url.protocol === 'wss:' || url.protocol === 'ws:') && url.hostname !== '' && !url.username) {
    return `${url.protocol}//${url.host}`;
  }
  throw new LicenceTextError('The server in the licence link is no address like wss://exit.example.com:8123.');
}
