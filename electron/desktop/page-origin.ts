/** The page's own scheme instead of `file:` (Electron's security guide, item 18). */
export const PAGE_SCHEME = 'app';

/** The one origin that this app ever shows. */
export const PAGE_ORIGIN = `${PAGE_SCHEME}://porthole`;

/** What the window loads; `shell` tells the page to talk over a MessagePort. */
export const PAGE_URL = `${PAGE_ORIGIN}/index.html?shell=desktop`;

/** Whether a URL belongs to the page's origin. `URL.origin` is "null" for schemes of one's own outside Chromium, so parts are compared. */
export function isPageUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return `${url.protocol}//${url.host}` === PAGE_ORIGIN && url.username === '' && url.password === '';
}
