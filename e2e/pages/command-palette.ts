import { expect, type Page } from '@playwright/test';

/** Opens the command palette, types, and takes the first command once it is the one that is meant. The page must be shown. */
export async function runCommand(page: Page, label: string, typed = label): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Command' });
  // The palette of the command before fades out; it would take the keys.
  await expect(field).toBeHidden();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(field).toBeFocused();
  await page.keyboard.type(typed);
  await expect(page.locator('[data-selected]').getByText(label, { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
}
