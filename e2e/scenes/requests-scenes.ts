import { expect, type Page } from '@playwright/test';
import type { RequestDetail } from '../../shared/contract/captured-request.ts';
import type { FakeEngine } from '../fixtures/fake-engine.ts';
import { aRequest, manyRequests } from '../fixtures/fake-request-values.ts';
import { RequestsPage } from '../pages/requests-page.ts';
import { NOW, type Scene, type Stage } from './scene.ts';
import { fillShop } from './shop.ts';

const ORDER = '{"order":4711,"total":"38.90","currency":"EUR","lines":[{"sku":"mug-blue","count":2}]}';
const HOOK: RequestDetail = aRequest({
  id: 2_000_000,
  startedAt: NOW - 800,
  method: 'POST',
  path: '/hooks/stripe',
  sent: ORDER,
  requestFields: [
    ['Host', 'my-shop.europe.example.com'],
    ['Content-Type', 'application/json'],
    ['Stripe-Signature', 't=1777887689,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd'],
    ['Authorization', null],
  ],
  maskedFields: ['Authorization'],
});
const message = { at: NOW - 500, kind: 'text', size: 5, cut: false, compressed: false } as const;
const SOCKET: RequestDetail = aRequest({
  id: 1_999_999,
  startedAt: NOW - 2_000,
  path: '/live',
  webSocket: true,
  status: 101,
  reason: 'Switching Protocols',
  got: '',
  messages: [
    { ...message, number: 1, from: 'visitor', base64: btoa('{"subscribe":"orders"}') },
    { ...message, number: 2, from: 'service', base64: btoa(ORDER) },
  ],
  messagesFromVisitor: 1,
  messagesFromService: 1,
});
const FAILED: RequestDetail = aRequest({
  id: 1_999_998,
  startedAt: NOW - 3_000,
  path: '/pay',
  status: 502,
  reason: 'Bad Gateway',
  failure: 'upstream-refused',
  got: '',
});

function fillRequests(engine: FakeEngine): void {
  fillShop(engine);
  const older = manyRequests(400).map((row, index) => ({ ...row, startedAt: NOW - 4_000 - index * 730 }));
  engine.requests.add(HOOK, SOCKET, FAILED, ...older);
}

async function open({ page, app }: Stage, row: string): Promise<RequestsPage> {
  const requests = new RequestsPage(page, app);
  await requests.row(row).click();
  await expect(requests.detail.getByRole('heading')).toHaveText(row);
  return requests;
}

const shown = (page: Page) => expect(page.getByRole('listbox', { name: 'Requests' })).toBeVisible();

/** Captured requests, of all tunnels and of one. */
export const REQUESTS_SCENES: readonly Scene[] = [
  {
    name: 'requests',
    engine: fillRequests,
    at: '/requests',
    show: async (stage) => void (await open(stage, 'POST /hooks/stripe')),
    picture: 'page',
  },
  { name: 'requests-list', engine: fillRequests, at: '/requests', show: ({ page }) => shown(page), picture: 'none' },
  {
    name: 'requests-of-a-tunnel',
    engine: fillRequests,
    at: '/tunnels/my-shop/requests',
    show: ({ page }) => shown(page),
    picture: 'none',
  },
  {
    name: 'requests-empty',
    engine: fillShop,
    at: '/requests',
    show: ({ page }) => expect(page.getByText('No requests yet')).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'requests-nothing-fits',
    engine: fillRequests,
    at: '/requests',
    show: async ({ page, app }) => {
      await new RequestsPage(page, app).search.fill('no such path');
      await expect(page.getByText('No request fits')).toBeVisible();
    },
    picture: 'none',
  },
  {
    name: 'request-messages',
    engine: fillRequests,
    at: '/requests',
    show: async (stage) => {
      const requests = await open(stage, 'GET /live');
      await requests.tab('Messages').click();
      await expect(requests.detail.getByRole('list', { name: 'Messages' })).toBeVisible();
    },
    picture: 'none',
  },
  {
    name: 'request-failed',
    engine: fillRequests,
    at: '/requests',
    show: async (stage) => void (await open(stage, 'GET /pay')),
    picture: 'none',
  },
  {
    name: 'request-signature',
    engine: (engine) => {
      fillRequests(engine);
      engine.requests.verdict = { result: 'body-changed', message: 'It has a line break more at its end.' };
    },
    at: '/requests',
    show: async (stage) => {
      const requests = await open(stage, 'POST /hooks/stripe');
      await requests.tab('Signature').click();
      await stage.page.getByLabel('Secret of Stripe').fill('whsec_1234');
      await requests.button('Save and check').click();
      await expect(requests.detail).toContainText('The body was changed');
    },
    picture: 'none',
  },
  {
    name: 'replay-dialog',
    engine: fillRequests,
    at: '/requests',
    show: async (stage) => {
      const requests = await open(stage, 'POST /hooks/stripe');
      await requests.button('Replay').click();
      await expect(stage.page.getByRole('dialog', { name: 'Edit and replay' })).toBeVisible();
    },
    picture: 'dialog',
  },
  {
    name: 'requests-choice',
    engine: fillRequests,
    at: '/requests',
    show: async ({ page }) => {
      await page.getByRole('combobox', { name: 'Status' }).click();
      await expect(page.getByRole('option', { name: '5xx' })).toBeVisible();
    },
    picture: 'none',
  },
  {
    name: 'requests-menu',
    isMenu: true,
    engine: fillRequests,
    at: '/requests',
    show: async ({ page, app }) => {
      await new RequestsPage(page, app).button('More for requests').click();
      await expect(page.getByRole('menuitem', { name: 'Export HAR' })).toBeVisible();
    },
    picture: 'none',
  },
];
