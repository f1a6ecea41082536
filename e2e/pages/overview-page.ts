import type { Locator, Page } from '@playwright/test';
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
    const { width, height } = await this.#boxOf(title);
    await this.plot(title).click({ position: { x: width * at, y: height / 2 } });
  }

  /** Drags over a chart between two fractions of its width. */
  async drag(title: string, from: number, to: number): Promise<void> {
    const box = await this.#boxOf(title);
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width * from, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + box.width * to, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** Brings a chart into view, and tells where its drawing area is. A chart that gets other lines is drawn anew, so its figure is what stays. */
  async #boxOf(title: string): Promise<{ x: number; y: number; width: number; height: number }> {
    await this.chart(title).scrollIntoViewIfNeeded();
    const box = await this.plot(title).boundingBox();
    if (box === null) throw new Error(`The chart "${title}" is not drawn.`);
    return box;
  }
}
