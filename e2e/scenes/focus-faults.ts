import type { Page } from '@playwright/test';

/** More stops than any view has. */
const MOST_STOPS = 200;
/** A date and time has six parts, and a button for its calendar. */
const MOST_PARTS = 8;

/** What the keyboard stands on. */
interface Stop {
  /** `seen` is the how-manieth stop it was before; absent: it is new. */
  readonly seen?: number;
  readonly html: string;
  readonly isRinged: boolean;
  readonly isInDialog: boolean;
}

/**
 * Goes through the page with Tab, once around, and says what is wrong: a stop that does not show the focus, a trap (a round that does not come back
 * to where it began), and, where a dialog is open, a stop outside of it.
 */
export async function focusFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const hasDialog = (await page.getByRole('dialog').count()) > 0;
  let stays = 0;
  for (let number = 0; number < MOST_STOPS; number += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(look, number);
    // The parts of a date are stops within one element; a dialog may have one stop in all.
    stays = stop !== undefined && stop.seen === number - 1 ? stays + 1 : 0;
    if (stays > MOST_PARTS) return stop?.isInDialog ? faults : [...faults, `trapped: ${stop?.html}`];
    if (stays > 0) continue;
    // Around: behind the last stop is the window's own, or the first one.
    if (stop === undefined || stop.seen === 0) return faults;
    if (stop.seen !== undefined) return [...faults, `trapped: ${stop.html}`];
    if (!stop.isRinged) faults.push(`no ring: ${stop.html}`);
    if (hasDialog && !stop.isInDialog) faults.push(`outside of the dialog: ${stop.html}`);
  }
  return [...faults, `more than ${MOST_STOPS} stops`];
}

/** Runs in the page. */
function look(number: number): Stop | undefined {
  const element = document.activeElement;
  if (element === null || element === document.body) return undefined;
  const seen = element.getAttribute('data-stop');
  element.setAttribute('data-stop', String(number));
  // A switch is a hidden input: the ring is on the track behind it. Rows of radios show it on their label.
  const shown = [element, element.nextElementSibling, element.closest('label')].filter((one) => one !== null);
  const isRinged = shown.some((one) => {
    const { outlineStyle, boxShadow } = getComputedStyle(one);
    return outlineStyle !== 'none' || boxShadow !== 'none';
  });
  return {
    ...(seen !== null && { seen: Number(seen) }),
    html: element.outerHTML.slice(0, 160),
    isRinged,
    isInDialog: element.closest('[role=dialog]') !== null,
  };
}
