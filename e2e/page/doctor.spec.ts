import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { DOCTOR_CHECKS, type DoctorReport, type Finding } from '../../shared/contract/doctor.ts';
import { test } from '../fixtures/page-test.ts';
import { runCommand } from '../pages/command-palette.ts';
import { DoctorPanel } from '../pages/doctor-panel.ts';

/** A report in which some checks have ended. */
function report(found: Partial<Record<string, Finding[]>>, done = false): DoctorReport {
  const checks = DOCTOR_CHECKS.map((check) => {
    const findings = found[check];
    return findings === undefined ? { check, findings: [] } : { check, findings, tookMs: 5 };
  });
  return { at: Date.UTC(2026, 4, 3), done, version: '1.2.3', platform: 'linux-x64', checks };
}

const LINK: Finding = { about: 'exit.example.com', verdict: 'ok', found: 'It takes the token.' };
const DNS: Finding = {
  about: 'shop.example.com',
  verdict: 'failed',
  found: 'DNS for shop.example.com leads to 198.51.100.7, not to your exit server.',
  nextStep: 'Let it lead to 203.0.113.9.',
};
const ALL = Object.fromEntries(DOCTOR_CHECKS.map((check) => [check, [{ ...LINK, about: check }]]));

test('the doctor shows each check as it ends, what it found and what to do, and its report can be copied', async ({
  app,
  context,
  page,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  app.engine.doctor.report.set(report({}));
  const doctor = new DoctorPanel(page, app);
  await doctor.open();
  await doctor.run();
  await expect(doctor.check('Link').getByLabel('Link: looking')).toBeVisible();
  await expect(doctor.button('Copy report')).toHaveCount(0);

  app.engine.doctor.report.set(report({ link: [LINK] }));
  await expect(doctor.check('Link')).toContainText('It takes the token.');
  await expect(doctor.check('Link').getByRole('img', { name: 'Well' })).toBeVisible();
  await expect(doctor.check('DNS').getByLabel('DNS: looking')).toBeVisible();
  await expect(doctor.summary).toHaveText('Looking… Nothing is wrong so far.');

  app.engine.doctor.report.set(report({ ...ALL, link: [LINK], dns: [DNS] }, true));
  await expect(doctor.summary).toHaveText('1 problem.');
  await expect(doctor.check('DNS').getByRole('img', { name: 'Problem' })).toBeVisible();
  await expect(doctor.check('DNS')).toContainText('Let it lead to 203.0.113.9.');
  await doctor.button('Copy report').click();
  await expect(page.getByText('Copied the report.')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('DNS      failed   shop.example.com: DNS for shop.example.com leads to');
  expect(copied).toContain('→ Let it lead to 203.0.113.9.');
});

test('the palette runs the doctor, and what it found stays while one looks elsewhere', async ({ app, home, page }) => {
  app.engine.doctor.report.set(report(ALL, true));
  await home.open();
  await runCommand(page, 'Run the doctor');
  const doctor = new DoctorPanel(page, app);
  await expect(doctor.summary).toHaveText('Nothing is wrong.');
  await page.getByRole('link', { name: 'Servers' }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(doctor.summary).toHaveText('Nothing is wrong.');
  expect(app.engine.calls.filter((call) => call === 'doctor')).toHaveLength(1);
});

test('a doctor that is broken off says so, and can be run again', async ({ app, page }) => {
  app.engine.doctor.report.set(report({ link: [LINK] }));
  const doctor = new DoctorPanel(page, app);
  await doctor.open();
  await doctor.run();
  await expect(doctor.check('Link')).toContainText('It takes the token.');
  await app.stop();
  await expect(doctor.section.getByRole('alert')).toBeVisible();
  await app.start();
  app.engine.doctor.report.set(report(ALL, true));
  await expect(async () => {
    await doctor.run();
    await expect(doctor.summary).toHaveText('Nothing is wrong.', { timeout: 2_000 });
  }).toPass();
  await expect(doctor.section.getByRole('alert')).toHaveCount(0);
});

test('diagnostics are saved as a file', async ({ app, page }) => {
  const doctor = new DoctorPanel(page, app);
  await doctor.open();
  const download = page.waitForEvent('download');
  await doctor.button('Save diagnostics').click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('porthole-diagnostics.json');
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toEqual({ portholeDiagnostics: 1 });
  app.engine.failures.set('diagnostics', { message: 'It cannot be made.' });
  await doctor.button('Save diagnostics').click();
  await expect(page.getByText('It cannot be made.')).toBeVisible();
});
