import type { Shell } from 'electron';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import type { Log } from '../engine/engine-parts.ts';

/** Schemes that may leave the app: what a browser opens, never `file:` or a program's own scheme. */
const ALLOWED_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:']);

/**
 * Opens links in the user's browser: the origins of the tunnels' public URLs, and the release page that the package names, and no others
 * (https://www.electronjs.org/docs/latest/tutorial/security#15-do-not-use-shellopenexternal-with-untrusted-content).
 */
export class ExternalLinks {
  readonly #shell: Pick<Shell, 'openExternal'>;
  readonly #log: Log;
  #origins: ReadonlySet<string> = new Set();

  constructor(shell: Pick<Shell, 'openExternal'>, log: Log) {
    this.#shell = shell;
    this.#log = log;
  }

  /** Takes the tunnels as they are now: only their URLs can be opened. */
  setTunnels(tunnels: readonly Tunnel[]): void {
    const places = tunnels.flatMap((tunnel) => [tunnel, ...(tunnel.exits ?? [])]);
    const urls = places.flatMap(({ publicUrl }) => (publicUrl === undefined ? [] : [publicUrl]));
    this.#origins = new Set(urls.filter(isWebUrl).map((url) => new URL(url).origin));
  }

  /** Opens it where it is allowed; a refusal is only logged, as whoever asked has no business with the answer. */
  open(url: string): void {
    if (!isWebUrl(url) || !this.#origins.has(new URL(url).origin)) {
      this.#log.warn({ url }, 'a link that leads to no tunnel was not opened');
      return;
    }
    this.#openOutside(url);
  }

  /** Opens the release page. Its address comes from the package itself, never from a page. */
  openReleases(url: string): void {
    if (isWebUrl(url)) this.#openOutside(url);
  }

  #openOutside(url: string): void {
    this.#shell.openExternal(url).catch((error: unknown) => {
      this.#log.error({ url, error: String(error) }, 'the browser could not be opened');
    });
  }
}

/** Whether a browser can open it. */
export function isWebUrl(text: string): boolean {
  return URL.canParse(text) && ALLOWED_SCHEMES.has(new URL(text).protocol);
}
