import { describe, expect, it } from 'vitest';
import { AlertRules } from '../../../shared/contract/alert.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import {
  checkWatchingForm,
  isWatchingChanged,
  type WatchingForm,
  watchingChanges,
  watchingEditOf,
  watchingFormOf,
} from './watching-form.ts';

const plain = { kind: 'http' } as Tunnel;
const watched = {
  kind: 'http',
  healthCheck: { path: '/up', status: 204, interval: 5 },
  alerts: AlertRules.parse({ down: null, slow: 800, server: false }),
} as Tunnel;
const form = (part: Partial<WatchingForm>) => ({ ...watchingFormOf(watched), ...part });

describe('watchingFormOf', () => {
  it('shows the defaults of a tunnel that sets nothing', () =>
    expect(watchingFormOf(plain)).toEqual({
      checkBy: 'connect',
      path: '/',
      status: '',
      interval: '10',
      down: '30',
      errors: '5',
      slow: '',
      expiry: true,
      server: true,
    }));

  it('leads back to what it came from', () =>
    expect(watchingEditOf(watchingFormOf(watched), 'http')).toEqual({
      healthCheck: watched.healthCheck,
      alerts: watched.alerts,
    }));
});

describe('watchingEditOf', () => {
  it('takes the check away where the port is connected to', () =>
    expect(watchingEditOf(form({ checkBy: 'connect' }), 'http').healthCheck).toBeNull());

  it('leaves the check of other kinds alone', () =>
    expect(watchingEditOf(watchingFormOf(plain), 'tcp')).not.toHaveProperty('healthCheck'));

  it('reads an empty field as never, and a decimal comma', () =>
    expect(watchingEditOf(form({ down: ' ', errors: '2,5' }), 'http').alerts).toMatchObject({
      down: null,
      errors: 2.5,
    }));
});

describe('watchingChanges', () => {
  it('sends alerts alone where the health check stays, and the other way round', () => {
    expect(Object.keys(watchingChanges(form({ slow: '900' }), watched))).toEqual(['alerts']);
    expect(Object.keys(watchingChanges(form({ interval: '6' }), watched))).toEqual(['healthCheck']);
    expect(watchingChanges(form({}), watched)).toEqual({});
  });
});

describe('checkWatchingForm', () => {
  it('takes what the engine takes', () => expect(checkWatchingForm(form({}), 'http')).toEqual({}));

  it.each([
    ['path', { path: 'up' }],
    ['path', { path: '/a b' }],
    ['status', { status: '199' }],
    ['status', { status: 'ok' }],
    ['interval', { interval: '1' }],
    ['interval', { interval: '' }],
    ['down', { down: '4' }],
    ['down', { down: '5.5' }],
    ['errors', { errors: '0' }],
    ['errors', { errors: '101' }],
    ['slow', { slow: 'fast' }],
  ])('names %s in %j', (field, part) => expect(Object.keys(checkWatchingForm(form(part), 'http'))).toEqual([field]));

  it('names all that is wrong at once', () =>
    expect(Object.keys(checkWatchingForm(form({ path: '', down: '1', slow: '0' }), 'http'))).toEqual([
      'path',
      'down',
      'slow',
    ]));

  it('does not look at a check that is not chosen', () =>
    expect(checkWatchingForm(form({ checkBy: 'connect', path: '' }), 'http')).toEqual({}));
});

it('knows a text that is no number for a change', () => {
  expect(isWatchingChanged(watchingFormOf(watched), watched)).toBe(false);
  expect(isWatchingChanged(form({ down: 'x' }), watched)).toBe(true);
});
