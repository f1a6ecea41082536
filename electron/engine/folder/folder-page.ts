import { createHash } from 'node:crypto';
import { type Listed, type Listing, MAX_LISTED } from './list-folder.ts';

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0 auto;max-width:52rem;padding:2rem 1.25rem;font:15px/1.6 system-ui,sans-serif;background:#f7f8f9;color:#1f2933}' +
  'h1{margin:0 0 1rem;font-size:1.25rem;font-weight:600;overflow-wrap:anywhere}' +
  'table{width:100%;border-collapse:collapse}' +
  'th{font-weight:600;text-align:start;font-size:.8125rem;color:#5b6770}' +
  'th,td{padding:.375rem .5rem;border-bottom:1px solid #dfe4e8}' +
  'td:first-child{overflow-wrap:anywhere}' +
  '.n{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums;color:#5b6770}' +
  'a{color:#0b6b62;text-decoration:none}a:hover{text-decoration:underline}' +
  'a:focus-visible{outline:3px solid #6b9bd1;outline-offset:2px}' +
  'p{color:#5b6770}' +
  '@media(max-width:32rem){.d{display:none}}' +
  '@media(prefers-color-scheme:dark){body{background:#14181c;color:#e3e7ea}th,td{border-color:#2b3238}th,.n,p{color:#98a3ac}a{color:#5cc9bb}}';

/** Nothing but its own style loads or runs, whatever a file is called. */
const POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** The page that lists a folder. Its links are relative, so it does not matter what stands before it in the address. */
export const folderPage = {
  fields: {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': POLICY,
    'Referrer-Policy': 'no-referrer',
  },

  /** @param names of the folder, from the shared one on */
  render(names: readonly string[], { entries, isCut }: Listing): string {
    const title = escapeHtml(`Index of /${names.map((name) => `${name}/`).join('')}`);
    const up = names.length === 0 ? '' : row('../', '../', '', '');
    const rows = entries.map(entryRow).join('');
    const note = isCut ? `<p>This folder has more than ${MAX_LISTED} entries. Only some of them are listed.</p>` : '';
    const none = entries.length === 0 ? '<p>This folder is empty.</p>' : '';
    return (
      '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
      '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">' +
      `<title>${title}</title><style>${STYLE}</style></head><body><main><h1><bdi>${title}</bdi></h1>` +
      '<table><thead><tr><th scope="col">Name</th><th scope="col" class="n">Size</th>' +
      `<th scope="col" class="n d">Changed (UTC)</th></tr></thead><tbody>${up}${rows}</tbody></table>${none}${note}` +
      '</main></body></html>\n'
    );
  },
};

function entryRow({ name, isFolder, size, changedAt }: Listed): string {
  const slash = isFolder ? '/' : '';
  const [date = '', time = ''] = changedAt.toISOString().split(/[T.]/);
  // `./`: a name with a colon in it is no scheme.
  const href = `./${encodeURIComponent(name)}${slash}`;
  return row(href, name + slash, isFolder ? '' : sizeText(size), `${date} ${time.slice(0, 5)}`);
}

/** `<bdi>`: a name that is written from right to left turns nothing else around. */
function row(href: string, name: string, size: string, changed: string): string {
  const link = `<a href="${escapeHtml(href)}"><bdi>${escapeHtml(name)}</bdi></a>`;
  return `<tr><td>${link}</td><td class="n">${size}</td><td class="n d">${changed}</td></tr>`;
}

function sizeText(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${UNITS[power]}`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
