import type { Locator, Page } from '@playwright/test';
import type { Served } from './tunnels-page.ts';

/** The doctor's part of the Settings view, found by what it says. */
export class DoctorPanel {
  readonly section: Locator;
  readonly summary: Locator;
  readonly checks: Locator;
  readonly #page: Page;
  readonly #app: Served;

  constructor(page: Page, app: Served) {
    this.#page = page;
    this.#app = app;
    this.section = page.getByRole('region', { name: 'Doctor' });
    this.summary = this.section.getByRole('status');
    this.checks = this.section.getByRole('list', { name: 'What the doctor found' });
  }

  /** Opens the page and goes there as a person does. */
  async open(): Promise<void> {
    await this.#page.goto(this.#app.url);
    await this.#page.getByRole('link', { name: 'Settings' }).click();
  }

  async run(): Promise<void> {
    await this.section.getByRole('button', { name: /^Run/ }).click();
  }

  /** One of the checks by its label, e.g. `DNS`. */
  check(label: string): Locator {
    return this.checks.getByRole('listitem', { name: label, exact: true });
  }

  button(name: string): Locator {
    return this.section.getByRole('button', { name });
  }
}
