import { beforeEach, describe, expect, it } from 'vitest';
import { TestLog } from '../testing/test-exit.ts';
import { ExpiryWarning } from './expiry-warning.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

let log: TestLog;
let warning: ExpiryWarning;
const said = () => log.lines.splice(0).map(({ level, message }) => `${level}: ${message}`);

beforeEach(() => {
  log = new TestLog();
  warning = new ExpiryWarning('cert.pem', log);
});

/** One whose life begins at 0. */
const certificate = (lifeMs: number) => ({ startsAt: new Date(0), expiresAt: new Date(lifeMs) });

describe('ExpiryWarning', () => {
  it('warns 14 days before the end, once a day, and on beyond it', () => {
    const pair = certificate(90 * DAY_MS);
    const days: number[] = [];
    for (let hour = 1; hour <= 92 * 24; hour++) {
      warning.check(pair, hour * HOUR_MS);
      if (log.lines.length > days.length) days.push(hour / 24);
    }
    expect(days).toEqual(Array.from({ length: 17 }, (_, index) => 76 + index));
    const lines = said();
    expect(lines[0]).toBe('warn: the certificate cert.pem expires in 14 days: renew it');
    expect(lines[13]).toBe('warn: the certificate cert.pem expires in 1 day: renew it');
    expect(lines[14]).toBe('warn: the certificate cert.pem has expired: renew it, nobody will trust it');
  });

  it('says that less than a day is left', () => {
    warning.check(certificate(90 * DAY_MS), 90 * DAY_MS - 1);
    expect(said()).toEqual(['warn: the certificate cert.pem expires in less than a day: renew it']);
  });

  it('warns of a short-lived one with a third of its life left', () => {
    const pair = certificate(6 * DAY_MS);
    warning.check(pair, 4 * DAY_MS - 1);
    expect(said()).toEqual([]);
    warning.check(pair, 4 * DAY_MS);
    expect(said()).toEqual(['warn: the certificate cert.pem expires in 2 days: renew it']);
  });

  it('begins anew with another certificate', () => {
    const late = 89 * DAY_MS;
    warning.check(certificate(90 * DAY_MS), late);
    warning.replaced();
    warning.check(certificate(90 * DAY_MS), late + 1);
    expect(said()).toHaveLength(2);
    warning.replaced();
    warning.check(certificate(180 * DAY_MS), late + 2);
    expect(said()).toEqual([]);
  });

  it('is not silenced by a clock that was ahead and is set back', () => {
    const pair = certificate(90 * DAY_MS);
    warning.check(pair, 1000 * DAY_MS);
    warning.check(pair, 80 * DAY_MS);
    warning.check(pair, 80 * DAY_MS + 1);
    expect(said()).toHaveLength(2);
  });
});
