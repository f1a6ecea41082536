import type { Locator, Page } from '@playwright/test';
import { OverviewPage } from './overview-page.ts';
import type { Served } from './tunnels-page.ts';

/** The Metrics view, found by what it says. */
export class MetricsPage {
  readonly page: Page;
  /** The charts of all tunnels together, which are those of an Overview. */
  readonly overview: OverviewPage;
  readonly totals: Locator;
  readonly #app: Served;
  readonly #list: Locator;

  constructor(page: Page, app: Served) {
    this.page = page;
    this.#app = app;
    const all = page.getByRole('region', { name: 'All tunnels' });
    this.overview = new OverviewPage(page, app, all);
    this.totals = this.overview.totals;
    this.#list = page.getByRole('list', { name: 'Charts of each tunnel' });
  }

  /** Opens the page and goes to the view by the sidebar. */
  async open(): Promise<void> {
    await this.page.goto(this.#app.url);
    await this.page.getByRole('link', { name: 'Metrics', exact: true }).click();
  }

  rows(): Locator {
    return this.#list.getByRole('listitem');
  }

  row(tunnelName: string): Locator {
    return this.#list.getByRole('listitem', { name: tunnelName, exact: true });
  }

  async order(label: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Order of the tunnels' }).click();
    await this.page.getByRole('option', { name: label, exact: true }).click();
  }
}
