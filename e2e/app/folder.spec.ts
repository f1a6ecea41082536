import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from '../fixtures/app-test.ts';
import { writeRandomFile } from '../fixtures/random-file.ts';

/** A tunnel that goes down and comes back, with a download in between. */
const CHAIN_MS = 180_000;

test('a typed path shares the folder: its list opens at the public URL, and a file downloads whole', async ({
  home,
  context,
  processes,
  shot,
}) => {
  test.setTimeout(CHAIN_MS);
  const folder = join(await processes.temporaryFolder(), 'draft site');
  await mkdir(join(folder, 'pictures'), { recursive: true });
  await writeFile(join(folder, '<img src=x onerror=document.title=1>.txt'), 'harmless');
  const sha256 = await writeRandomFile(join(folder, 'archive.bin'), 8);
  await home.open();
  await home.share(`${folder}-none`);
  await expect(home.page.getByText(`There is no folder ${folder}-none.`)).toBeVisible();
  await home.share(folder);
  const row = home.row('draft-site');
  await expect(row.status('Online')).toBeVisible();
  await expect(row.root.getByText(folder)).toBeVisible();
  await expect(row.root.getByLabel('Folder')).toBeVisible();

  const address = (await row.openLink.getAttribute('href')) ?? '';
  const visitor = await context.newPage();
  await visitor.goto(address);
  await expect(visitor.getByRole('link', { name: 'pictures/' })).toBeVisible();
  await expect(visitor.getByRole('link', { name: '<img src=x onerror=document.title=1>.txt' })).toBeVisible();
  expect(await visitor.title()).toBe('Index of /');
  const [download] = await Promise.all([
    visitor.waitForEvent('download'),
    visitor.getByRole('link', { name: 'archive.bin' }).click(),
  ]);
  const bytes = await readFile(await download.path());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);

  await rename(folder, `${folder}-away`);
  await expect(row.root.getByText(`The folder ${folder} is gone since`)).toBeVisible();
  await expect(row.remedy('Change the address')).toBeVisible();
  await shot('folder-gone');
  await rename(`${folder}-away`, folder);
  await expect(row.status('Online')).toBeVisible();
});
