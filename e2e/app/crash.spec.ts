import { expect } from '@playwright/test';
import { test } from '../fixtures/app-test.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { RulesPage } from '../pages/rules-page.ts';

test('the page finds its engine again after it was killed: nothing typed is lost, and tunnels run again', async ({
  app,
  home,
  page,
}) => {
  test.setTimeout(120_000);
  const upstream = await startNodeUpstream(namedHash('steady'));
  try {
    await home.open();
    await home.share(String(upstream.port));
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    const name = (await row.getAttribute('aria-label')) ?? '';

    const rules = new RulesPage(page);
    await rules.open(name);
    await rules.add('account');
    await rules.field('User name of account 1').fill('ada');
    await rules.password(1).fill('correct horse');
    await page.getByRole('link', { name: 'Tunnels' }).first().click();
    await home.field.fill('4321');
    await home.row(name).choose('Edit…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('half-typed');

    await app.crash();
    await expect(home.lostBanner).toBeVisible();
    await app.start();
    await expect(home.lostBanner).toBeHidden();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();

    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('half-typed');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(home.row('half-typed').root).toBeVisible();
    await expect(home.field).toHaveValue('4321');
    await rules.open('half-typed');
    await expect(rules.field('User name of account 1')).toHaveValue('ada');
    await expect(rules.password(1)).toHaveValue('correct horse');
    await rules.save.click();
    await expect(rules.summary).toContainText('Visitors need 1 account');
  } finally {
    await upstream.close();
  }
});
