/** The page's own scheme instead of `file:` (Electron's security guide, item 18). */
export const PAGE_SCHEME = 'app';

/** The one origin that this app ever shows. */
export const PAGE_ORIGIN = `${PAGE_SCHEME}://porthole`;

/** What the window loads; `shell` tells the page to talk over a MessagePort. */
export const PAGE_URL = `${PAGE_ORIGIN}/index.html?shell=desktop`;

/** The URL of a place of the page, e.g. `/settings`: the page reads it behind the `#`. */
export function pageUrl(path: string): string {
  return `${PAGE_URL}#${path}`;
}

/** The place that a URL of the page leads to. */
export function pathOf(url: string): string {
  return new URL(url).hash.slice(1) || '/';
}

/** Whether a URL belongs to the page's origin. `URL.origin` is "null" for schemes of one's own outside Chromium, so parts are compared. */
export function isPageUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return `${url.protocol}//${url.host}` === PAGE_ORIGIN && url.username === '' && url.password === '';
}
