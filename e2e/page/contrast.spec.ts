import { expect, type Page } from '@playwright/test';
import { test } from '../fixtures/page-test.ts';

/** WCAG 2.2, success criterion 1.4.3: text below 24 px. */
const TEXT = 4.5;
/** WCAG 2.2, success criterion 1.4.11: lights and lines that carry meaning. */
const GRAPHICS = 3;

/**
 * Which colours stand on which grounds, and by how much they must stand out: those that axe (accessible.spec.ts) does not see, as they are no text,
 * or under a pointer only.
 */
const PAIRS: readonly (readonly [ink: string, grounds: readonly string[], least: number])[] = [
  ['text', ['hover'], TEXT],
  ['dim', ['hover'], TEXT],
  ['faint', ['chart-gap'], TEXT],
  ['tooltip-text', ['tooltip'], TEXT],
  ['focus', ['canvas', 'surface', 'sidebar'], GRAPHICS],
  ['light-online', ['canvas', 'surface'], GRAPHICS],
  ['light-wait', ['canvas', 'surface'], GRAPHICS],
  ['light-warn', ['canvas', 'surface'], GRAPHICS],
  ['light-bad', ['canvas', 'surface'], GRAPHICS],
  ['light-off', ['canvas', 'surface'], GRAPHICS],
  ['chart-p95', ['surface'], GRAPHICS],
  ['chart-p99', ['surface'], GRAPHICS],
  ['chart-5xx', ['surface'], GRAPHICS],
  ['chart-in', ['surface'], GRAPHICS],
  ['chart-out', ['surface'], GRAPHICS],
];

/** Relative luminance (WCAG 2.2) of `#rrggbb`. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

async function tokens(page: Page): Promise<Record<string, string>> {
  const names = PAIRS.flatMap(([ink, grounds]) => [ink, ...grounds]);
  return await page.evaluate((wanted) => {
    const styles = getComputedStyle(document.documentElement);
    // The build writes #ffffff as #fff.
    const whole = (colour: string) => (colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour);
    return Object.fromEntries(wanted.map((name) => [name, whole(styles.getPropertyValue(`--ph-${name}`).trim())]));
  }, names);
}

for (const theme of ['light', 'dark'] as const) {
  test(`colours of the ${theme} scheme stand out from their grounds as WCAG AA asks`, async ({ app, home, page }) => {
    app.engine.preferences.set({ theme, defaultServerId: 'embedded' });
    await home.open();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    const colours = await tokens(page);
    for (const colour of Object.values(colours)) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    const faults = PAIRS.flatMap(([ink, grounds, least]) =>
      grounds.flatMap((ground) => {
        const found = contrast(colours[ink] ?? '', colours[ground] ?? '');
        return found >= least ? [] : [`${ink} on ${ground}: ${found.toFixed(2)}, ${least} is asked for`];
      }),
    );
    expect(faults).toEqual([]);
  });
}
