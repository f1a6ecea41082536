import { expect, type Page } from '@playwright/test';
import { parseJoinLink } from '../../shared/wire/join-link.ts';

/** The Servers view, found by what it says. */
export class ServersPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Goes there and adds a server by its join link, as a person does. */
  async join(joinLink: string): Promise<void> {
    await this.page.getByRole('link', { name: 'Servers' }).click();
    await this.page.getByRole('textbox', { name: 'Join link' }).fill(joinLink);
    await this.page.getByRole('button', { name: 'Add server' }).click();
    await expect(
      this.page.getByRole('heading', { name: new URL(parseJoinLink(joinLink).server).hostname }),
    ).toBeVisible();
  }
}
