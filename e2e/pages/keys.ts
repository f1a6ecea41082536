import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any view has. */
const MOST_STOPS = 120;

/** A person without a mouse. */
export class Keys {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses Tab until the focus is there. */
  async goTo(target: Locator): Promise<void> {
    // Radios and switches lie invisible over what is shown.
    await expect(target).toBeAttached();
    for (let presses = 0; presses < MOST_STOPS; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.#page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${target}.`);
  }

  /** Goes there and presses a key on it. */
  async press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.goTo(target);
    await this.#page.keyboard.press(key);
  }

  /** Goes to a field, and types in place of what is there. */
  async type(field: Locator, text: string): Promise<void> {
    await this.goTo(field);
    await this.#page.keyboard.press('ControlOrMeta+a');
    await this.#page.keyboard.type(text);
  }

  /** Opens a menu by its button, and chooses from it with the arrows. */
  async choose(button: Locator, item: string): Promise<void> {
    await this.press(button);
    const wanted = this.#page.getByRole('menuitem', { name: item });
    await expect(this.#page.getByRole('menuitem').first()).toBeFocused();
    while (!(await wanted.evaluate((element) => element === document.activeElement))) {
      await this.#page.keyboard.press('ArrowDown');
    }
    await this.#page.keyboard.press('Enter');
  }

  /** Closes with Escape what a button opened, and sees that the focus is on the button again. */
  async escapeTo(opened: Locator, button: Locator): Promise<void> {
    await expect(opened).toBeVisible();
    // The focus comes a moment later, and what is open hears no key before.
    await expect.poll(() => opened.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await this.#page.keyboard.press('Escape');
    await expect(opened).toBeHidden();
    await expect(button).toBeFocused();
  }
}
