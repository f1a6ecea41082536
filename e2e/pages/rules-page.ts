import type { Locator, Page } from '@playwright/test';

/** One tunnel's Rules tab, found by what it says. */
export class RulesPage {
  readonly page: Page;
  readonly form: Locator;
  /** What holds now, in words. */
  readonly summary: Locator;
  readonly save: Locator;
  readonly discard: Locator;
  /** Tokens and links that were just made. */
  readonly made: Locator;

  constructor(page: Page) {
    this.page = page;
    this.form = page.getByRole('form', { name: 'Rules of' });
    this.summary = this.form.getByRole('paragraph').first();
    this.save = this.form.getByRole('button', { name: 'Save' });
    this.discard = this.form.getByRole('button', { name: 'Discard' });
    this.made = page.getByRole('dialog', { name: 'Copy these now' });
  }

  /** Goes there by the line that says who may use the tunnel, in its row or in its heading. */
  async open(tunnelName: string): Promise<void> {
    await this.page.getByRole('link', { name: `Rules of ${tunnelName}:` }).click();
    await this.form.waitFor();
  }

  field(name: string): Locator {
    return this.form.getByRole('textbox', { name, exact: true });
  }

  /** Passwords have no role. */
  password(account: number): Locator {
    return this.form.getByLabel(`Password of account ${account}`, { exact: true });
  }

  /** E.g. `account`. */
  async add(noun: string): Promise<void> {
    await this.form.getByRole('button', { name: new RegExp(`^Add an? ${noun}$`) }).click();
  }

  async choose(select: string, option: string): Promise<void> {
    await this.form.getByRole('combobox', { name: select, exact: true }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  tab(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Views of' }).getByRole('link', { name });
  }
}
