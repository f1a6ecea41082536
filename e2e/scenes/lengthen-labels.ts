import type { Page } from '@playwright/test';

/**
 * Makes the words of the page as long as German ones, for which a third more room is the usual advice; single words grow by more. Addresses,
 * numbers and code stay: they are no language.
 */
export async function lengthenLabels(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement, nodeValue } = node;
      if (parentElement === null || nodeValue === null || parentElement.closest('code, pre, kbd, script, style'))
        continue;
      if (getComputedStyle(parentElement).fontFamily.includes('Mono')) continue;
      node.nodeValue = nodeValue.replace(
        /\p{L}{5,}/gu,
        (word) => word + 'ungsweise'.slice(0, Math.ceil(word.length * 0.4)),
      );
    }
  });
}
