import type { PageAnswer } from '../http/error-page.ts';
import type { ErrorPageReader } from '../http/error-page-reader.ts';
import { pageFields, renderPage } from '../http/page.ts';
import type { OwnAnswer } from './verdict.ts';

const OK = 200;
const SEE_OTHER = 303;

/** The secret is in the page's address: no other site, and not the service behind it, is told that address (Referrer Policy §3.1). */
const NO_REFERRER: [string, string] = ['Referrer-Policy', 'no-referrer'];

/** What a one-visitor link shows. */
export const linkPage = {
  /** A button: chat programs and scanners open links by themselves, and press none. @param name of the tunnel, a DNS label */
  invitation(name: string): OwnAnswer {
    const page = {
      title: `You are invited to ${name}`,
      message: 'This link lets one visitor in: you, on this browser, once you go on.',
      note: 'Porthole',
      button: 'Go on',
    };
    const body = renderPage(page);
    const fields: [string, string][] = [['Content-Type', 'text/html; charset=utf-8'], ...pageFields(page), NO_REFERRER];
    return { status: OK, make: (reader) => answer(fields, body, reader) };
  },

  /** On to the service. @param setCookie undefined: the visitor has the cookie */
  welcome(setCookie: string | undefined): OwnAnswer {
    const fields: [string, string][] = [['Location', '/'], ['Cache-Control', 'no-store'], NO_REFERRER];
    if (setCookie !== undefined) fields.push(['Set-Cookie', setCookie]);
    return { status: SEE_OTHER, make: (reader) => answer(fields, '', reader) };
  },
};

function answer(own: readonly [string, string][], body: string, reader: ErrorPageReader): PageAnswer {
  const fields = [['Date', new Date().toUTCString()], ['Content-Length', `${Buffer.byteLength(body)}`], ...own].flat();
  if (reader.connection !== undefined) fields.push('Connection', reader.connection);
  return { fields, body: reader.headOnly ? '' : body };
}
