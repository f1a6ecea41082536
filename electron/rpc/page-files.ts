import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};
/** Names of built assets carry a hash of their content (Vite's default), so they never change under their name. */
const ASSETS = '/assets/';
const NONCE_BYTES = 16;

/** A file of the page, ready to be answered with. */
export interface PageFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The built page in memory, answered from a fixed list of paths: there is no way from a request to any other file. Used by
 * `porthole serve` over HTTP and by the desktop app for its own scheme.
 */
export class PageFiles {
  readonly #files: ReadonlyMap<string, Buffer>;

  private constructor(files: ReadonlyMap<string, Buffer>) {
    this.#files = files;
  }

  /** Reads a folder that was built. Rejects with what to do where there is none. */
  static async load(folder: string): Promise<PageFiles> {
    const files = new Map<string, Buffer>();
    try {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !(extname(entry.name) in TYPES)) continue;
        const path = join(entry.parentPath, entry.name);
        files.set(`/${relative(folder, path).split(sep).join('/')}`, await readFile(path));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    if (!files.has('/index.html')) throw new Error('The page is not built: run "npm run build" first.');
    return new PageFiles(files);
  }

  /** Returns the file of a URL's path (`/` is the page itself), or undefined. */
  get(path: string): PageFile | undefined {
    const name = path === '/' ? '/index.html' : path;
    const body = this.#files.get(name);
    if (!body) return undefined;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    const common = { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' };
    if (name === '/index.html') return pageWithNonce(body, common);
    const cache = name.startsWith(ASSETS) ? 'max-age=31536000, immutable' : 'no-cache';
    return { headers: { ...common, 'Cache-Control': cache }, body };
  }
}

/** The page's styles come with a nonce that is new at each load, so that no other style or script runs (CSP level 3 §7.2). */
function pageWithNonce(html: Buffer, common: Record<string, string>): PageFile {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const meta = `<meta name="csp-nonce" content="${nonce}" />`;
  const body = Buffer.from(html.toString('utf8').replace('</head>', `${meta}</head>`));
  const headers = {
    ...common,
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
  return { headers, body };
}

/** Nothing but the page's own files, and connections to where it came from ('self' includes its WebSocket, CSP level 3 §6.7.2.8). */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
