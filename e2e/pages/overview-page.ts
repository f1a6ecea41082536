import type { Locator, Page } from '@playwright/test';
import { eventually } from '../fixtures/eventually.ts';
import type { Served } from './tunnels-page.ts';

/** One tunnel's Overview, found by what it says. */
export class OverviewPage {
  readonly page: Page;
  readonly charts: Locator;
  /** What the shown time holds. */
  readonly totals: Locator;
  readonly #app: Served;
  readonly #within: Page | Locator;

  /** @param within the part of the page that has the charts */
  constructor(page: Page, app: Served, within: Page | Locator = page) {
    this.page = page;
    this.#within = within;
    this.#app = app;
    this.charts = page.getByRole('region', { name: 'Charts:' });
    this.totals = within.getByLabel(/, in all$/);
  }

  /** Opens the page and goes to the tunnel's view by its address, as a bookmark does. */
  async open(tunnelId: string): Promise<void> {
    await this.page.goto(this.#app.url);
    await this.goTo(tunnelId);
  }

  probe(name: string, state: string): Locator {
    return this.page.getByRole('list', { name: 'Probes' }).getByRole('listitem', { name: `${name}: ${state}` });
  }

  /** Goes to the tunnel's view while the page is shown. */
  async goTo(tunnelId: string): Promise<void> {
    await this.page.evaluate((id) => {
      window.location.hash = `#/tunnels/${encodeURIComponent(id)}`;
    }, tunnelId);
  }

  /** One chart with its legend, by its title. */
  chart(title: string): Locator {
    return this.#within.getByRole('figure', { name: title });
  }

  /** One of the totals by its name, e.g. `p95`. */
  total(name: string): Locator {
    const figure = this.totals.locator('div').filter({ has: this.page.getByText(name, { exact: true }) });
    return figure.getByRole('definition');
  }

  /** The drawing area of a chart. */
  plot(title: string): Locator {
    return this.chart(title).locator('.u-over');
  }

  /** Clicks a chart at a fraction of its width. */
  async click(title: string, at: number): Promise<void> {
    await this.plot(title).click({ position: await this.#placeIn(title, at) });
  }

  /** Drags over a chart between two fractions of its width. What is above it may grow meanwhile: each place is looked for anew. */
  async drag(title: string, from: number, to: number): Promise<void> {
    await this.plot(title).hover({ position: await this.#placeIn(title, from) });
    await this.page.mouse.down();
    for (const at of [(from + to) / 2, to]) {
      await this.plot(title).hover({ position: await this.#placeIn(title, at) });
    }
    await this.page.mouse.up();
  }

  /** A place in the drawing area of a chart, at a fraction of its width. */
  async #placeIn(title: string, at: number): Promise<{ x: number; y: number }> {
    // A chart is made anew when its theme changes, and is not there for a moment.
    const box = async () => (await this.plot(title).boundingBox()) ?? undefined;
    const { width, height } = await eventually(`the chart "${title}" is drawn`, box);
    return { x: width * at, y: height / 2 };
  }
}
