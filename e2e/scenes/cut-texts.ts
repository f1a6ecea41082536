import type { Page } from '@playwright/test';

/**
 * Says which texts cannot be read whole: those that stick out of their box or of the window, and those that are cut without dots, or with
 * dots and no title to read them in. Also whether the content scrolls sideways.
 */
export async function cutTexts(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const faults = new Set<string>();
    const content = document.querySelector('main');
    if (content !== null && content.scrollWidth > content.clientWidth) faults.add('the content scrolls sideways');

    /** A pixel is lost in rounding. */
    const sticksOut = (text: DOMRect, box: DOMRect) => text.left < box.left - 1 || text.right > box.right + 1;

    const fault = (start: Element, rect: DOMRect): string | undefined => {
      for (let box: Element | null = start; box !== null; box = box.parentElement) {
        const style = getComputedStyle(box);
        const bounds = box.getBoundingClientRect();
        // Said to screen readers only.
        if (style.clipPath !== 'none' && bounds.width <= 1) return undefined;
        if (style.display === 'inline' || style.display === 'contents') continue;
        const isBoxed = style.backgroundColor !== 'rgba(0, 0, 0, 0)' || style.borderLeftWidth !== '0px';
        if (style.overflowX === 'visible') {
          if (isBoxed && sticksOut(rect, bounds)) return 'sticks out of its box';
          continue;
        }
        if (!sticksOut(rect, bounds)) continue;
        if (style.overflowX === 'auto' || style.overflowX === 'scroll') return box === content ? 'is cut' : undefined;
        if (style.textOverflow !== 'ellipsis') return 'is cut without dots';
        return box.closest('[title]') === null ? 'is cut, and no title says it whole' : undefined;
      }
      return sticksOut(rect, new DOMRect(0, 0, innerWidth, innerHeight)) ? 'sticks out of the window' : undefined;
    };

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement } = node;
      if (parentElement === null || node.nodeValue?.trim() === '' || !parentElement.checkVisibility()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const found = fault(parentElement, range.getBoundingClientRect());
      if (found !== undefined) faults.add(`“${node.nodeValue?.trim()}” ${found}`);
    }
    return [...faults];
  });
}
