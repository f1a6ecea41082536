import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolutions } from './resolutions.ts';

const NOW = 1_700_000_000;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

describe('resolutions', () => {
  it.each([
    ['5 min', 5 * MINUTE, 1, 1],
    ['15 min', 15 * MINUTE, 2, 1],
    ['1 h', HOUR, 10, 10],
    ['6 h', 6 * HOUR, MINUTE, MINUTE],
    ['24 h', DAY, 3 * MINUTE, MINUTE],
    ['7 d', 7 * DAY, 20 * MINUTE, MINUTE],
    ['30 d', 30 * DAY, 2 * HOUR, HOUR],
    ['1 year', 365 * DAY, DAY, HOUR],
  ])('shows the last %s in fitting steps', (_, range, step, seconds) => {
    const plan = resolutions.plan(NOW - range, NOW, NOW);
    expect([plan.step, plan.resolution.seconds]).toEqual([step, seconds]);
  });

  it('shows an old hour as finely as it is still kept', () => {
    const at = (daysAgo: number) => resolutions.plan(NOW - daysAgo * DAY, NOW - daysAgo * DAY + HOUR, NOW);
    expect(at(2)).toMatchObject({ step: MINUTE, resolution: { seconds: MINUTE } });
    expect(at(100)).toMatchObject({ step: HOUR, resolution: { seconds: HOUR } });
  });

  it('never gives more than 600 steps, nor a step that the kept intervals do not make up', () => {
    fc.assert(
      fc.property(fc.nat({ max: 400 * DAY }), fc.integer({ min: 1, max: 366 * DAY }), (ago, range) => {
        const { step, resolution } = resolutions.plan(NOW - ago - range, NOW - ago, NOW);
        expect(range / step).toBeLessThanOrEqual(600);
        expect(step % resolution.seconds).toBe(0);
      }),
    );
  });
});
