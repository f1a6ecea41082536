import { expect, type Locator, type Page } from '@playwright/test';
import { TunnelRow } from './tunnel-row.ts';

/** How long one step may take before it is looked anew for what is to be clicked, ms: on a busy machine. */
const STEP_MS = 10_000;

/** Whatever serves the page. */
export interface Served {
  readonly url: string;
}

/** The Tunnels home, found by what it says. */
export class TunnelsPage {
  readonly page: Page;
  readonly field: Locator;
  readonly shareButton: Locator;
  readonly list: Locator;
  readonly lostBanner: Locator;
  readonly summary: Locator;
  /** Narrows a long list down to the tunnels in trouble. */
  readonly inTrouble: Locator;
  readonly #app: Served;

  constructor(page: Page, app: Served) {
    this.page = page;
    this.#app = app;
    this.field = page.getByRole('textbox', { name: 'Port, address, URL or folder to share' });
    this.shareButton = page.getByRole('button', { name: 'Share', exact: true });
    this.list = page.getByRole('list', { name: 'Tunnels' });
    this.lostBanner = page.getByText('Porthole’s engine stopped.');
    this.inTrouble = page.getByRole('button', { name: /^In trouble: \d+$/ });
    this.summary = page.getByRole('banner').getByRole('paragraph');
  }

  async open(): Promise<void> {
    await this.page.goto(this.#app.url);
  }

  async share(target: string): Promise<void> {
    await this.field.fill(target);
    await this.shareButton.click();
  }

  /** The chip of a detected service, by its label, e.g. `vite · my-shop · 5173`. */
  chip(label: string): Locator {
    return this.page.getByRole('button', { name: `Share ${label}` });
  }

  /** One click on the chip of whatever listens on a port; the bar shows the first few, and all when asked. Other tests' services come and go in it meanwhile. */
  async shareDetected(port: number): Promise<void> {
    const chip = this.page.getByRole('button', { name: new RegExp(`^Share .*\\b${port}$`) });
    const more = this.page.getByRole('button', { name: /^Show \d+ more$/ });
    await expect(async () => {
      await chip.or(more).first().waitFor({ timeout: STEP_MS });
      if (!(await chip.isVisible())) await more.click({ timeout: STEP_MS });
      await chip.click({ timeout: STEP_MS });
    }).toPass();
  }

  row(name: string): TunnelRow {
    return new TunnelRow(this.page, this.list.getByRole('listitem', { name, exact: true }));
  }

  rows(): Locator {
    return this.list.getByRole('listitem');
  }

  toast(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text });
  }
}
