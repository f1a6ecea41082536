import type { Locator, Page } from '@playwright/test';

/** One row of the list of tunnels. */
export class TunnelRow {
  readonly root: Locator;
  readonly toggle: Locator;
  readonly copy: Locator;
  readonly openLink: Locator;
  readonly qr: Locator;
  readonly title: Locator;
  readonly #page: Page;

  constructor(page: Page, root: Locator) {
    this.#page = page;
    this.root = root;
    this.toggle = root.getByRole('switch');
    this.copy = root.getByRole('button', { name: 'Copy address of' });
    this.openLink = root.getByRole('link', { name: 'in the browser' });
    this.qr = root.getByRole('button', { name: 'QR code of' });
    this.title = root.getByRole('link').first();
  }

  /** The word beside its light. */
  status(word: 'Stopped' | 'Connecting' | 'Online' | 'Degraded' | 'Reconnecting' | 'Refused' | 'Unknown'): Locator {
    return this.root.getByText(word, { exact: true });
  }

  /** The button that mends its error. */
  remedy(label: string): Locator {
    return this.root.getByRole('button', { name: label, exact: true });
  }

  /** Does something from its menu, e.g. `Delete`. */
  async choose(item: string): Promise<void> {
    await this.root.getByRole('button', { name: 'More for' }).click();
    await this.#page.getByRole('menuitem', { name: item }).click();
  }
}
