import type { Locator, Page } from '@playwright/test';
import type { Served } from './tunnels-page.ts';

/** The Requests view, found by what it says. */
export class RequestsPage {
  readonly page: Page;
  readonly list: Locator;
  readonly detail: Locator;
  readonly search: Locator;
  readonly leastDuration: Locator;
  readonly time: Locator;
  readonly #app: Served;

  constructor(page: Page, app: Served) {
    this.page = page;
    this.#app = app;
    this.list = page.getByRole('listbox', { name: 'Requests' });
    this.detail = page.getByRole('region', { name: 'Request', exact: true });
    this.leastDuration = page.getByRole('textbox', { name: 'Took at least, ms' });
    this.time = page.getByRole('button', { name: /^Time: / });
    this.search = page.getByRole('textbox', { name: 'Search in paths' });
  }

  /** Opens the page and goes to the view by the sidebar. */
  async open(): Promise<void> {
    await this.page.goto(this.#app.url);
    await this.page.getByRole('link', { name: 'Requests', exact: true }).click();
  }

  rows(): Locator {
    return this.list.getByRole('option');
  }

  /** A row by its method, path and status, e.g. `POST /hook, 200`. */
  row(words: string): Locator {
    return this.list.getByRole('option', { name: words });
  }

  tab(name: 'Answer' | 'Request' | 'Messages' | 'Signature'): Locator {
    return this.detail.getByRole('tab', { name });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Types one status code into its filter. */
  async chooseCode(code: number): Promise<void> {
    await this.page.getByLabel('Status', { exact: true }).first().fill(String(code));
    await this.page.getByRole('option', { name: String(code), exact: true }).click();
  }

  /** Chooses a value of one of the filters. */
  async choose(filter: 'Method' | 'Status' | 'Tunnel', value: string): Promise<void> {
    await this.page
      .getByRole('combobox', { name: filter })
      .or(this.page.getByRole('textbox', { name: filter }))
      .first()
      .click();
    await this.page.getByRole('option', { name: value, exact: true }).click();
  }
}
