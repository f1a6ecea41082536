import { expect, type Page } from '@playwright/test';
import type { HealthTimeline } from '../../shared/contract/health.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import type { FakeEngine } from '../fixtures/fake-engine.ts';
import { aSample, traffic } from '../fixtures/fake-values.ts';
import { RulesPage } from '../pages/rules-page.ts';
import { NOW, type Scene } from './scene.ts';
import { fillShop, MY_SHOP, NOW_S } from './shop.ts';

const DAY_MS = 86_400_000;
const charts = (page: Page) => page.getByRole('region', { name: 'Charts:' });

/** 90 days of which the app knows 50, with a bad one. */
const TIMELINE: Omit<HealthTimeline, 'tunnelId'> = {
  from: NOW - 90 * DAY_MS,
  to: NOW,
  slices: Array.from({ length: 90 }, (_unused, day) => ({
    from: NOW - (90 - day) * DAY_MS,
    to: NOW - (89 - day) * DAY_MS,
    up: day < 40 ? 0 : DAY_MS / 2,
    down: day < 40 ? 0 : day === 70 ? DAY_MS / 4 : day % 9 === 0 ? 600_000 : 0,
  })),
  states: [],
  uptime: [
    { days: 1, ratio: 1 },
    { days: 7, ratio: 0.9987 },
    { days: 30, ratio: 0.991 },
    { days: 90, ratio: null },
  ],
};

function fillTunnel(engine: FakeEngine): void {
  fillShop(engine);
  engine.timeline = TIMELINE;
}

/** Every section of the form has something in it. */
function fillRules(engine: FakeEngine): void {
  fillShop(engine);
  engine.change(MY_SHOP.id, {
    rules: {
      ...MY_SHOP.rules,
      bearer: [{ id: 'b', label: 'CI', last4: 'x9Kq' }],
      links: [
        { id: 'l', label: 'Bob', usedAt: NOW - DAY_MS },
        { id: 'm', label: 'Eve' },
      ],
      allow: ['192.0.2.0/24', '2001:db8::/32'],
      requestsPerSecond: 20,
      maxBodyBytes: 10 * 1024 * 1024,
      requestHeaders: [{ act: 'set', name: 'X-Shop', value: 'preview' }],
      responseHeaders: [{ act: 'remove', name: 'Server' }],
      routes: [{ path: '/api', upstream: 'http://127.0.0.1:4000', stripPrefix: true }],
      idleMinutes: 30,
    },
  });
}

/** The views of one tunnel, but its requests. */
export const TUNNEL_SCENES: readonly Scene[] = [
  {
    name: 'overview',
    engine: (engine) => {
      fillTunnel(engine);
      const link = { from: NOW_S - 150, to: NOW_S - 105, reason: 'link-down' as const };
      engine.history = {
        step: 1,
        samples: traffic(NOW_S, 900).map((sample) =>
          sample.at > link.from && sample.at <= link.to ? aSample(sample.at, { measured: false }) : sample,
        ),
        gaps: [link],
      };
    },
    at: '/tunnels/my-shop',
    show: ({ page }) => expect(charts(page)).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'overview-two-exits',
    engine: fillTunnel,
    at: '/tunnels/preview',
    show: ({ page }) => expect(page.getByRole('list', { name: 'Exit servers of preview' })).toBeVisible(),
    picture: 'none',
  },
  {
    name: 'overview-no-data',
    engine: (engine) => {
      fillShop(engine);
      engine.metrics.set({ kind: 'snapshot', tunnels: [] });
      engine.history = { step: 1, samples: [] };
    },
    at: '/tunnels/hooks',
    show: ({ page }) => expect(charts(page)).toContainText('No data in this range'),
    picture: 'none',
  },
  {
    name: 'overview-on-demand',
    engine: (engine) => {
      fillShop(engine);
      engine.serviceLog.set([
        { id: 1, at: NOW - 9_000, kind: 'output', text: '> docs@1.0.0 dev' },
        { id: 2, at: NOW - 8_000, kind: 'output', text: 'ready on http://127.0.0.1:8000' },
      ]);
    },
    at: '/tunnels/docs',
    show: ({ page }) => expect(page.getByRole('region', { name: 'Activity' })).toContainText('ready on'),
    picture: 'none',
  },
  {
    name: 'overview-tcp',
    engine: fillShop,
    at: '/tunnels/db',
    show: ({ page }) => expect(charts(page)).toContainText('Open connections'),
    picture: 'none',
  },
  {
    name: 'tunnel-settings',
    engine: fillShop,
    at: '/tunnels/my-shop/settings',
    show: ({ page }) => expect(page.getByRole('form').first()).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'tunnel-gone',
    engine: fillShop,
    at: '/tunnels/gone',
    show: ({ page }) => expect(page.getByRole('heading', { name: 'There is no such tunnel' })).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'rules-none',
    engine: (engine) => {
      fillShop(engine);
      engine.change(MY_SHOP.id, { rules: NO_RULES });
    },
    at: '/tunnels/my-shop/rules',
    show: ({ page }) => expect(new RulesPage(page).form).toBeVisible(),
    picture: 'none',
  },
  {
    name: 'rules',
    engine: fillRules,
    at: '/tunnels/my-shop/rules',
    show: ({ page }) => expect(new RulesPage(page).form).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'rules-wrong',
    engine: fillRules,
    at: '/tunnels/my-shop/rules',
    show: async ({ page }) => {
      const rules = new RulesPage(page);
      await rules.field('Allowed addresses').fill('10.0.0.0/33');
      await rules.field('Path of path 1').fill('api/');
      await rules.save.click();
      await expect(rules.form.getByText('2 fields are wrong.')).toBeVisible();
    },
    picture: 'none',
  },
  {
    name: 'rules-made-secrets',
    engine: fillShop,
    at: '/tunnels/my-shop/rules',
    show: async ({ page }) => {
      const rules = new RulesPage(page);
      await rules.add('token');
      await rules.field('Label of token 1').fill('CI');
      await rules.add('link');
      await rules.field('Label of link 1').fill('Eve');
      await rules.save.click();
      await expect(rules.made).toBeVisible();
    },
    picture: 'dialog',
  },
];
