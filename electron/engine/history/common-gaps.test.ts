import { describe, expect, it } from 'vitest';
import type { MetricsGap } from '../../../shared/contract/metrics.ts';
import { commonGaps } from './common-gaps.ts';

const gap = (from: number, to: number, reason: MetricsGap['reason'] = 'link-down'): MetricsGap => ({
  from,
  to,
  reason,
});

describe('commonGaps', () => {
  it('finds the times in which neither was measured', () =>
    expect(commonGaps([gap(0, 10), gap(20, 30), gap(50, 60)], [gap(5, 25), gap(28, 29), gap(60, 70)])).toEqual([
      gap(5, 10),
      gap(20, 25),
      gap(28, 29),
    ]));

  it('names the reason that says more', () =>
    expect(commonGaps([gap(0, 9, 'stopped'), gap(9, 20, 'app-off')], [gap(0, 20, 'link-down')])).toEqual([
      gap(0, 9, 'link-down'),
      gap(9, 20, 'link-down'),
    ]));

  it('finds none where one was measured all the time', () => expect(commonGaps([gap(0, 10)], [])).toEqual([]));
});
