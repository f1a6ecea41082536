import type { Locator, Page } from '@playwright/test';
import type { Served } from './tunnels-page.ts';

/** The Secrets view, found by what it says. */
export class SecretsPage {
  readonly page: Page;
  readonly tokens: Locator;
  readonly places: Locator;
  readonly licences: Locator;
  readonly others: Locator;
  readonly dialog: Locator;
  readonly #app: Served;

  constructor(page: Page, app: Served) {
    this.page = page;
    this.#app = app;
    this.tokens = page.getByRole('list', { name: 'Tokens', exact: true });
    this.places = page.getByRole('list', { name: 'Places for secrets' });
    this.licences = page.getByRole('list', { name: 'Licences' });
    this.others = page.getByRole('list', { name: 'Other secrets' });
    this.dialog = page.getByRole('dialog');
  }

  /** Opens the page and goes there as a person does. */
  async open(): Promise<void> {
    await this.page.goto(this.#app.url);
    await this.page.getByRole('link', { name: 'Secrets' }).click();
  }

  /** The row of a server's token. */
  token(label: string): Locator {
    return this.tokens.getByRole('listitem', { name: label, exact: true });
  }

  /** One of the three places. */
  place(title: string): Locator {
    return this.places.getByRole('listitem', { name: title });
  }

  /** Opens the tokens that a server has given out. */
  async openTokensOf(label: string): Promise<void> {
    await this.token(label)
      .getByRole('button', { name: `Tokens of ${label}` })
      .click();
  }

  /** The row of a token that a server has given out. */
  serverToken(label: string): Locator {
    return this.page.getByRole('list', { name: /^Tokens of / }).getByRole('listitem', { name: label, exact: true });
  }

  /** Asks the server for a token, and returns its join link as the page shows it. */
  async makeToken(label: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    await this.page.getByRole('button', { name: 'Make a token…' }).click();
    await this.dialog.getByRole('textbox', { name: 'For' }).fill(label);
    for (const [name, value] of Object.entries(fields)) await this.dialog.getByRole('textbox', { name }).fill(value);
    await this.dialog.getByRole('button', { name: 'Make token' }).click();
    const link = this.dialog.getByText(/^porthole:\/\/join/);
    return (await link.textContent()) ?? '';
  }
}
