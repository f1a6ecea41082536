import { createHash } from 'node:crypto';

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 system-ui,sans-serif;background:#f7f8f9;color:#1f2933}' +
  'main{max-width:30rem;padding:2rem}' +
  'h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;font-weight:600}' +
  'p{margin:0}' +
  'button{margin-top:1.5rem;padding:.6rem 1.4rem;border:0;border-radius:.5rem;font:inherit;font-weight:600;background:#1f2933;color:#fff;cursor:pointer}' +
  'button:focus-visible{outline:3px solid #6b9bd1;outline-offset:2px}' +
  'small{display:block;margin-top:2rem;color:#5b6770}' +
  '@media(prefers-color-scheme:dark){body{background:#14181c;color:#e3e7ea}button{background:#e3e7ea;color:#14181c}small{color:#98a3ac}}';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What a page of this server says. All of it is plain text of this server's own, or must have been checked to be without markup. */
export interface Page {
  title: string;
  message: string;
  /** Below, in small letters. */
  note: string;
  /** Label of a button that sends an empty POST to where the page was asked for. */
  button?: string;
}

/** Fields of every page: nothing but its own style may load, it cannot be framed, and it sends nothing but what its button does. */
export function pageFields({ button }: Pick<Page, 'button'>): [string, string][] {
  const action = button === undefined ? "'none'" : "'self'";
  return [
    ['Cache-Control', 'no-store'],
    ['X-Content-Type-Options', 'nosniff'],
    [
      'Content-Security-Policy',
      `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action ${action}; frame-ancestors 'none'`,
    ],
  ];
}

/** Renders a page as HTML. */
export function renderPage({ title, message, note, button }: Page): string {
  const form = button === undefined ? '' : `<form method="post"><button>${button}</button></form>`;
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">' +
    `<title>${title}</title><style>${STYLE}</style></head>` +
    `<body><main><h1>${title}</h1><p>${message}</p>${form}<small>${note}</small></main></body></html>\n`
  );
}
