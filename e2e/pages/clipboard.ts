import type { Page } from '@playwright/test';

/** What the clipboard holds, for `expect.poll`: a page has put its text there only some time after a click. */
export function clipboardOf(page: Page): () => Promise<string> {
  return () => page.evaluate(() => navigator.clipboard.readText());
}
