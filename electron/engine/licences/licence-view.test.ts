import { describe, expect, it } from 'vitest';
import type { LicenceConfig } from './licence-config.ts';
import { licenceView } from './licence-view.ts';
import { licenceWarning } from './licence-warning.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** In the zone of this computer, in which days are named. */
const FROM = new Date(2030, 4, 3, 12).getTime();
const UNTIL = FROM + 100 * DAY_MS;

const STATIC: LicenceConfig = {
  ...{ id: 'l', secretId: 's', last4: 'x9Kq', kind: 'static', kid: 'k', licenceId: 'lic_0123456789ab' },
  ...{ holder: 'Ada', plan: 'Studio', limits: { tcp: true }, issuer: 'Example Exits', serverIds: ['exit'] },
  ...{ validFrom: FROM, validUntil: UNTIL, dueAt: 0, checkedAt: FROM },
};
const SUBSCRIPTION: LicenceConfig = {
  ...STATIC,
  ...{
    kind: 'subscription',
    validUntil: undefined,
    deskUrl: 'wss://exit.example.com',
    worksUntil: FROM + 96 * HOUR_MS,
  },
};

const view = (config: LicenceConfig, now: number) => licenceView(config, { now, tunnels: 0 });
const state = (config: LicenceConfig, now: number) => view(config, now).state;

describe('licenceView', () => {
  it('crosses the ends of a signed licence at their moment', () => {
    expect(state(STATIC, FROM - 60_001)).toBe('not-yet-valid');
    expect(state(STATIC, FROM - 60_000)).toBe('valid');
    expect(state(STATIC, UNTIL - 1)).toBe('valid');
    expect(state(STATIC, UNTIL)).toBe('expired');
    expect(view(STATIC, UNTIL).message).toMatch(/^It expired on 11 August 2030, \d\d:00\.$/);
    expect(view({ ...STATIC, url: 'https://shop.example' }, UNTIL).nextStep).toBe('Renew it at https://shop.example.');
    expect(view(STATIC, FROM - DAY_MS)).toMatchObject({ nextStep: 'Wait until then.' });
  });

  it('crosses the re-check and the grace time of a subscription at their moment', () => {
    expect(state(SUBSCRIPTION, FROM + 24 * HOUR_MS)).toBe('valid');
    expect(state(SUBSCRIPTION, FROM + 24 * HOUR_MS + 1)).toBe('grace');
    expect(state(SUBSCRIPTION, FROM + 96 * HOUR_MS - 1)).toBe('grace');
    expect(view(SUBSCRIPTION, FROM + 96 * HOUR_MS)).toMatchObject({
      state: 'expired',
      nextStep: expect.stringContaining('Connect'),
    });
    const ending = { ...SUBSCRIPTION, validUntil: FROM + 10 * HOUR_MS, worksUntil: FROM + 10 * HOUR_MS };
    expect(view(ending, FROM + 10 * HOUR_MS).message).toMatch(/^It expired on/);
  });

  it('counts days rounded up, and stops at 0', () => {
    const days = (now: number) => view(STATIC, now).daysLeft;
    expect([
      days(UNTIL - 30 * DAY_MS),
      days(UNTIL - 30 * DAY_MS + 1),
      days(UNTIL - DAY_MS - 1),
      days(UNTIL - DAY_MS),
    ]).toEqual([30, 30, 2, 1]);
    expect([days(UNTIL - 1), days(UNTIL), days(UNTIL + DAY_MS)]).toEqual([1, 0, 0]);
    expect(view(SUBSCRIPTION, FROM)).not.toHaveProperty('daysLeft');
  });

  it.each([
    ['licence-revoked', 'revoked'],
    ['licence-unknown-key', 'revoked'],
    ['licence-unknown-issuer', 'unknown-issuer'],
    ['licence-invalid', 'invalid'],
    ['licence-other-device', 'invalid'],
    ['licence-device-limit', 'device-limit'],
  ] as const)('tells %s in the words of the exit server, and what to do', (code, expected) => {
    const found = view(
      { ...SUBSCRIPTION, problem: { code, message: 'So it is.', devices: ['Bob'] } },
      FROM + 97 * HOUR_MS,
    );
    expect(found).toMatchObject({ state: expected, message: 'So it is.', devices: ['Bob'] });
    expect(found.nextStep).not.toBe('');
  });

  it('forgets what the exit server said of the time as time goes on', () => {
    const early = { ...STATIC, problem: { code: 'licence-not-yet-valid', message: 'Not yet.' } } as const;
    expect(state(early, FROM - DAY_MS)).toBe('not-yet-valid');
    expect(state(early, FROM)).toBe('valid');
  });

  it('goes by the exit server’s clock where this one is clearly off, and says so', () => {
    const off = (clockAheadMs: number, now: number, config = STATIC) => view({ ...config, clockAheadMs }, now);
    expect(off(5 * 60_000 - 1, FROM).message).not.toContain('clock');
    expect(off(5 * 60_000, FROM)).toMatchObject({
      state: 'valid',
      message: expect.stringContaining('off by 5 min: it is behind.'),
    });
    expect(off(-3 * HOUR_MS, FROM + HOUR_MS + 3 * HOUR_MS).message).toContain('off by 3 h: it is ahead.');
    expect(off(-200 * DAY_MS, FROM + 201 * DAY_MS)).toMatchObject({
      ...{ state: 'clock-off', nextStep: 'Set this computer’s date and time right, and check it again.' },
      message: 'This computer’s clock is off by 200 days: it is ahead. The licence itself is valid.',
    });
    expect(off(DAY_MS, FROM - DAY_MS)).toMatchObject({
      state: 'clock-off',
      message: expect.stringContaining('24 h: it is behind'),
    });
    expect(off(-HOUR_MS, UNTIL + 2 * HOUR_MS).state).toBe('expired');
    expect(off(-24 * HOUR_MS, FROM + 119 * HOUR_MS, SUBSCRIPTION).state).toBe('clock-off');
  });

  it('tells what cannot be read, was never checked, or has no server', () => {
    expect(licenceView(STATIC, { now: FROM, tunnels: 2, unreadable: 'It is broken.' })).toMatchObject({
      ...{ state: 'unreadable', message: 'It is broken.', nextStep: 'Import it again.', inUse: { tunnels: 2 } },
    });
    expect(state({ ...STATIC, checkedAt: undefined }, FROM)).toBe('unchecked');
    expect(state({ ...STATIC, checkedAt: undefined, serverIds: [] }, FROM)).toBe('unchecked');
    expect(view({ ...STATIC, serverIds: [] }, FROM)).toMatchObject({
      state: 'unknown-issuer',
      message: expect.stringContaining('Example Exits'),
    });
  });

  it('has nothing of the vault in it', () => {
    expect(JSON.stringify(view(SUBSCRIPTION, FROM))).not.toContain('"s"');
  });
});

describe('licenceWarning', () => {
  const at = (days: number, warned?: number) => licenceWarning(view(STATIC, UNTIL - days * DAY_MS), warned);

  it('warns at 30, 7 and 1 days, once each', () => {
    expect(at(31)).toEqual({ days: undefined });
    expect(at(30)).toMatchObject({ days: 30, message: expect.stringContaining('ends in 30 days') });
    expect(at(30, 30)).toEqual({ days: 30 });
    expect(at(8, 30)).toEqual({ days: 30 });
    expect(at(7, 30)).toMatchObject({ days: 7, message: expect.stringContaining('ends in 7 days') });
    expect(at(2, 7)).toEqual({ days: 7 });
    expect(at(1, 7)).toMatchObject({ days: 1, message: expect.stringContaining('ends in a day') });
    expect(at(0.5, 1)).toEqual({ days: 1 });
    expect(at(0, 7)).not.toHaveProperty('message');
  });

  it('warns once where several are due at once, and begins anew with a renewal', () => {
    expect(at(5)).toMatchObject({ days: 7, message: expect.stringContaining('ends in 5 days') });
    expect(at(60, 1)).toEqual({ days: undefined });
  });

  it('says nothing of one that does not work anyway', () => {
    const revoked = view({ ...STATIC, problem: { code: 'licence-revoked', message: 'x' } }, UNTIL - DAY_MS);
    expect(licenceWarning(revoked, undefined)).not.toHaveProperty('message');
  });
});
