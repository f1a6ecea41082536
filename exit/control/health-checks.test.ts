import { expect, it } from 'vitest';
import { HealthChecks } from './health-checks.ts';

it('keeps a result for five seconds, unless it is told that things changed', () => {
  let now = 0;
  let failure: string | undefined;
  const checks = new HealthChecks(
    { part: () => failure },
    () => ({ failures: now }),
    () => now,
  );
  expect(checks.report()).toEqual({ healthy: true, checks: { part: 'ok' }, details: { failures: 0 } });
  failure = 'broken';
  now = 4_999;
  expect(checks.report()).toMatchObject({ healthy: true, details: { failures: 0 } });
  now = 5_000;
  expect(checks.report()).toEqual({ healthy: false, checks: { part: 'broken' }, details: { failures: 5_000 } });
  failure = undefined;
  checks.invalidate();
  expect(checks.report().healthy).toBe(true);
});
