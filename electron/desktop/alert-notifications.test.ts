import type { NotificationConstructorOptions } from 'electron';
import { beforeEach, expect, it } from 'vitest';
import type { AlertMessage } from '../engine/alerts/group-alerts.ts';
import { AlertNotifications } from './alert-notifications.ts';

/** What stands on the desktop now. */
let shown: { options: NotificationConstructorOptions; click(): void }[];
let opened: string[];
let wanted: boolean;
let alerts: AlertNotifications;

beforeEach(() => {
  shown = [];
  opened = [];
  wanted = true;
  alerts = new AlertNotifications({
    notices: {
      show: (options, click) => {
        const one = { options, click };
        shown.push(one);
        return { close: () => void shown.splice(shown.indexOf(one), 1) };
      },
    },
    isWanted: () => wanted,
    open: (path) => opened.push(path),
  });
});

const alert = (fields: Partial<AlertMessage> = {}) => ({
  kind: 'down' as const,
  state: 'fired' as const,
  message: 'shop is down: nothing answers on port 3000.',
  tunnelIds: ['a b'],
  at: 0,
  ...fields,
});

it('shows an alert; a click leads to its tunnel', () => {
  alerts.notify(alert());
  expect(shown.map(({ options }) => options)).toMatchObject([
    { title: 'Tunnel down', body: 'shop is down: nothing answers on port 3000.', groupId: 'alerts' },
  ]);
  shown[0]?.click();
  expect(opened).toEqual(['/tunnels/a%20b']);
});

it('leads to the activity where many tunnels are meant, or none', () => {
  alerts.notify(alert({ tunnelIds: ['a', 'b'] }));
  alerts.notify(alert({ kind: 'expiry', tunnelIds: [] }));
  for (const { click } of shown) click();
  expect(opened).toEqual(['/activity', '/activity']);
});

it('puts the end of a trouble in the place of its beginning, quietly', () => {
  alerts.notify(alert({ tunnelIds: ['a', 'b'] }));
  alerts.notify(alert({ tunnelIds: ['b', 'a'], state: 'cleared', message: '2 tunnels are up again: shop, blog.' }));
  expect(shown.map(({ options }) => options)).toMatchObject([{ title: 'Well again', silent: true }]);
});

it('takes the oldest away when there are many', () => {
  for (let id = 0; id < 30; id++) alerts.notify(alert({ tunnelIds: [String(id)], message: `tunnel ${id}` }));
  expect(shown.map(({ options }) => options.body).slice(-1)).toEqual(['tunnel 29']);
  expect(shown).toHaveLength(10);
});

it('shows nothing to whom does not want it', () => {
  wanted = false;
  alerts.notify(alert());
  expect(shown).toEqual([]);
});
