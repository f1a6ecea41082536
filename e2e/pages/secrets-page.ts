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

  /** The row of a licence, by its plan. */
  licence(plan: string): Locator {
    return this.licences.getByRole('listitem', { name: plan, exact: true });
  }

  /** Where a licence, a key or a link is pasted, in the open dialog. */
  get licenceField(): Locator {
    return this.dialog.getByRole('textbox', { name: 'Licence, key or link' });
  }

  /** Ends the open dialog with what stands in its field. */
  async addLicence(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Add licence' }).click();
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

  /** Gives a server's token a new secret, and returns its join link as the page shows it. */
  async rotateToken(label: string, overlap: string): Promise<string> {
    await this.serverToken(label)
      .getByRole('button', { name: `New secret for ${label}…` })
      .click();
    await this.dialog.getByRole('combobox').or(this.dialog.getByRole('textbox')).first().click();
    await this.page.getByRole('option', { name: overlap }).click();
    await this.dialog.getByRole('button', { name: 'Make secret' }).click();
    return this.#shownLink();
  }

  /** Asks the server for a token, and returns its join link as the page shows it. */
  async makeToken(label: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    await this.page.getByRole('button', { name: 'Make a token…' }).click();
    await this.dialog.getByRole('textbox', { name: 'For' }).fill(label);
    for (const [name, value] of Object.entries(fields)) await this.dialog.getByRole('textbox', { name }).fill(value);
    await this.dialog.getByRole('button', { name: 'Make token' }).click();
    return this.#shownLink();
  }

  async #shownLink(): Promise<string> {
    return (await this.dialog.getByText(/^porthole:\/\/join/).textContent()) ?? '';
  }
}
