import { expect } from '@playwright/test';
import type { ProbedTunnel } from '../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { RulesPage } from '../pages/rules-page.ts';

const ruled = (rules: Partial<ProbedTunnel['rules']>, part: Partial<ProbedTunnel> = {}) =>
  aTunnel({ name: 'my-shop', ...part, rules: { ...NO_RULES, ...rules } });

test('row and heading say who may visit and until when; the tab says all that holds', async ({ app, home, page }) => {
  const expiresAt = new Date(2031, 4, 3, 14, 2).getTime();
  app.engine.tunnels.set([
    ruled({ basicAuth: [{ user: 'ada' }, { user: 'grace' }], allow: ['192.0.2.0/24'], expiresAt }),
    aTunnel({ name: 'plain' }),
  ]);
  await home.open();
  await expect(home.row('my-shop').root).toContainText('2 accounts · until 3 May 2031 14:02');
  await expect(home.row('plain').root).toContainText('Everybody');
  const rules = new RulesPage(page);
  await rules.open('my-shop');
  await expect(rules.summary).toHaveText('Visitors need one of 2 accounts · from 1 network · until 3 May 2031 14:02');
  await expect(rules.tab('Rules')).toHaveAttribute('aria-current', 'page');
  await rules.tab('Overview').click();
  await expect(page.getByRole('list', { name: 'Probes' })).toBeVisible();
});

test('an account is added and saved: its password goes out once and never comes back', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  const rules = new RulesPage(page);
  await rules.open('my-shop');
  await expect(rules.save).toHaveCount(0);
  await rules.add('account');
  await expect(rules.field('User name of account 1')).toBeFocused();
  await page.keyboard.type('ada');
  await rules.password(1).fill('correct horse');
  await page.keyboard.press('Enter');
  await expect(home.toast('Applied without dropping a connection.')).toBeVisible();
  await expect(rules.summary).toHaveText('Visitors need 1 account · until you stop it');
  await expect(rules.password(1)).toHaveValue('');
  await expect(rules.password(1)).toHaveAttribute('placeholder', 'Unchanged');
  await expect(rules.save).toHaveCount(0);
  const sent = { rules: { ...NO_RULES, basicAuth: [{ user: 'ada', password: 'correct horse' }] }, hostHeader: 'keep' };
  const [name, id, json = ''] = app.engine.calls.at(-1)?.split(/ (.*?) (.*)/) ?? [];
  expect([name, id, JSON.parse(json)]).toEqual(['rules', 'my-shop', sent]);
});

test('what cannot be parsed is named beside its field before anything is sent', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  const rules = new RulesPage(page);
  await rules.open('my-shop');
  const allow = rules.field('Allowed addresses');
  await allow.fill('192.0.2.0/24\n10.0.0.0/33');
  await rules.add('request header');
  await rules.field('Name of request header 1').fill('Content-Length');
  await rules.save.click();
  await expect(allow).toBeFocused();
  await expect(allow).toHaveAccessibleDescription(/Line 2, 10\.0\.0\.0\/33: Use an address/);
  await expect(rules.field('Name of request header 1')).toHaveAccessibleDescription(/cannot be edited/);
  await expect(rules.form.getByText('2 fields are wrong.')).toBeVisible();
  expect(app.engine.calls).toEqual([]);
  await allow.fill('10.0.0.0/8');
  await expect(rules.form.getByText('One field is wrong.')).toBeVisible();
  await page.getByRole('button', { name: 'Remove request header 1' }).click();
  await rules.save.click();
  await expect(rules.summary).toContainText('from 1 network');
});

test('the engine’s word on a field stands beside it, and what was typed stays', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  app.engine.failures.set('rules', { message: 'Nothing leads there.', field: 'rules.routes.0.upstream' });
  await home.open();
  const rules = new RulesPage(page);
  await rules.open('my-shop');
  await rules.add('path');
  await rules.field('Path of path 1').fill('/api');
  const address = rules.field('Address of path 1');
  await address.fill('http://127.0.0.1:4000');
  await rules.save.click();
  await expect(address).toHaveAccessibleDescription('Nothing leads there.');
  await expect(address).toHaveValue('http://127.0.0.1:4000');
  app.engine.failures.set('rules', { message: 'It is not the time.' });
  await rules.save.click();
  await expect(page.getByRole('alert').filter({ hasText: 'It is not the time.' })).toBeVisible();
  app.engine.failures.clear();
  await rules.save.click();
  await expect(rules.summary).toContainText('1 path elsewhere');
});

test('tokens and links are shown once, and then only what they are called', async ({ app, home, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  app.engine.tunnels.set([
    ruled({ links: [{ id: 'old', label: 'Bob', usedAt: new Date(2025, 0, 2, 3, 4).getTime() }] }),
  ]);
  await home.open();
  const rules = new RulesPage(page);
  await rules.open('my-shop');
  await expect(rules.form).toContainText('Used 2 January 2025 03:04');
  await rules.add('token');
  await rules.field('Label of token 1').fill('CI');
  await rules.add('link');
  await rules.field('Label of link 2').fill('Eve');
  await rules.save.click();
  await rules.made.getByRole('button', { name: 'Copy the token: CI' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('token-0');
  await expect(rules.made.getByText(/\/link-1$/)).toBeVisible();
  // A slip must not lose them.
  await page.keyboard.press('Escape');
  await rules.made.getByRole('button', { name: 'Done' }).click();
  await expect(rules.made).toHaveCount(0);
  await expect(rules.form).toContainText('Ends in …x9Kq');
  await expect(rules.form).toContainText('Not used yet');
  await expect(page.getByText('token-0')).toHaveCount(0);
});

test('what is not saved stays over other views, until it is discarded', async ({ app, home, page }) => {
  app.engine.tunnels.set([ruled({ idleMinutes: 30 })]);
  await home.open();
  const rules = new RulesPage(page);
  await rules.open('my-shop');
  const idle = rules.field('Minutes without use');
  await idle.fill('45');
  await rules.choose('Host header', 'A fixed host');
  await rules.field('Fixed host').fill('shop.test');
  await rules.tab('Overview').click();
  await rules.tab('Rules').click();
  await expect(idle).toHaveValue('45');
  await expect(rules.summary).toContainText('30 min');
  await rules.discard.click();
  await expect(idle).toHaveValue('30');
  await expect(rules.field('Fixed host')).toHaveCount(0);
  // What changes elsewhere is followed while nothing is typed here.
  app.engine.change('my-shop', { rules: { ...NO_RULES, idleMinutes: 60 } });
  await expect(idle).toHaveValue('60');
});

test('a tunnel is offered the rules that it can keep', async ({ app, home, page }) => {
  app.engine.tunnels.set([
    aTunnel({ name: 'db', kind: 'tcp', upstream: 'tcp://127.0.0.1:5432', publicUrl: 'tcp://exit.test:10001' }),
    aTunnel({ name: 'there', kind: 'forward', upstream: 'tcp://db:5432', publicUrl: 'tcp://localhost:5432' }),
  ]);
  await home.open();
  const rules = new RulesPage(page);
  await rules.open('db');
  const headings = rules.form.getByRole('heading');
  await expect(headings).toHaveText(['From where, and how much', 'Until when']);
  await expect(rules.field('Connections a second')).toBeVisible();
  await expect(rules.field('Largest body of a request')).toHaveCount(0);
  await page.getByRole('link', { name: 'Tunnels' }).first().click();
  await home.row('there').title.click();
  await expect(rules.tab('Overview')).toBeVisible();
  await expect(rules.tab('Rules')).toHaveCount(0);
});

test('a tunnel that its rules ended says so, and leads to them', async ({ app, home, page }) => {
  const ended = {
    at: Date.now(),
    message: 'This tunnel ended at 14:02, as its rules say.',
    nextStep: 'Give it a later end, or none, and start it again.',
    remedy: 'edit-rules',
  } as const;
  app.engine.tunnels.set([ruled({ expiresAt: 1000 }, { enabled: false, status: { state: 'stopped', ended } })]);
  await home.open();
  const row = home.row('my-shop');
  await expect(row.root).toContainText('This tunnel ended at 14:02, as its rules say.');
  await row.remedy('Change its rules').click();
  const rules = new RulesPage(page);
  await page.getByRole('button', { name: 'Clear the end' }).click();
  await rules.save.click();
  await expect(home.toast('Saved.')).toBeVisible();
  await expect(rules.summary).toHaveText('Everybody may visit · until you stop it');
});

test('the tab holds long values in 720 px without a horizontal scroll bar', async ({ app, home, page }) => {
  const long = 'a'.repeat(100);
  app.engine.tunnels.set([
    ruled({
      basicAuth: [{ user: long }],
      links: [{ id: 'l', label: long, usedAt: 0 }],
      requestHeaders: [{ act: 'set', name: long, value: long }],
      routes: [{ path: `/${long}`, upstream: 'http://127.0.0.1:4000', stripPrefix: true }],
    }),
  ]);
  await page.setViewportSize({ width: 720, height: 800 });
  await home.open();
  await new RulesPage(page).open('my-shop');
  const overflow = await page.evaluate(() => {
    const content = document.querySelector('main');
    return content === null ? -1 : content.scrollWidth - content.clientWidth;
  });
  expect(overflow).toBe(0);
});
