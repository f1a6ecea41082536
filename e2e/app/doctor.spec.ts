import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test } from '../fixtures/app-test.ts';
import { startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { DoctorPanel } from '../pages/doctor-panel.ts';

test('the doctor finds a good exit server well, and a service that has ended', async ({
  app,
  home,
  page,
  processes,
  shot,
}) => {
  const exit = await startExit(processes);
  const upstream = await startNodeUpstream((_, response) => response.end('hello'));
  await home.open();
  await page.getByRole('link', { name: 'Servers' }).click();
  await page
    .getByRole('textbox', { name: 'Join link' })
    .fill(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
  await page.getByRole('button', { name: 'Add server' }).click();
  await expect(page.getByRole('listitem', { name: '127.0.0.1' })).toBeVisible();
  await home.open();
  await home.field.fill(String(upstream.port));
  await home.shareButton.click();
  await expect(home.rows().first().getByText('Online', { exact: true })).toBeVisible();

  const doctor = new DoctorPanel(page, app);
  await doctor.open();
  await doctor.run();
  await expect(doctor.button('Copy report')).toBeVisible();
  await expect(doctor.check('Link')).toContainText('takes the token, over a WebSocket');
  await expect(doctor.check('Clock')).toContainText('agree');
  await expect(doctor.check('Ports').getByRole('img', { name: 'Well' })).toBeVisible();

  await upstream.close();
  await doctor.run();
  await expect(doctor.check('Ports')).toContainText(`Nothing answers on 127.0.0.1:${upstream.port}.`);
  await expect(doctor.check('Ports')).toContainText('Start the service');
  await shot('doctor');

  const download = page.waitForEvent('download');
  await doctor.button('Save diagnostics').click();
  const bundle = await readFile(await (await download).path(), 'utf8');
  expect(JSON.parse(bundle)).toMatchObject({
    portholeDiagnostics: 1,
    doctor: { done: true },
    tunnels: [{ kind: 'http' }],
  });
  expect(bundle).not.toContain(TOKEN);
});
