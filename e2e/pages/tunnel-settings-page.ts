import type { Locator, Page } from '@playwright/test';

/** One tunnel's Settings tab, found by what it says. */
export class TunnelSettingsPage {
  readonly page: Page;
  readonly form: Locator;
  readonly save: Locator;
  readonly tab: Locator;

  constructor(page: Page) {
    this.page = page;
    this.form = page.getByRole('form', { name: 'Settings of' });
    this.save = this.form.getByRole('button', { name: 'Save' });
    this.tab = page.getByRole('navigation', { name: 'Views of' }).getByRole('link', { name: 'Settings' });
  }

  /** Goes there from the list by the tunnel's name. */
  async open(tunnelName: string): Promise<void> {
    await this.page.getByRole('link', { name: tunnelName, exact: true }).click();
    await this.tab.click();
    await this.form.waitFor();
  }

  field(name: string): Locator {
    return this.form.getByRole('textbox', { name, exact: true });
  }

  button(name: string): Locator {
    return this.form.getByRole('button', { name, exact: true });
  }

  async choose(select: string, option: string): Promise<void> {
    await this.form.getByRole('combobox', { name: select, exact: true }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }
}
