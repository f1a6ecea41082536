import { describe, expect, it } from 'vitest';
import { gapsOf } from './gaps.ts';

const span = (since: number, until: number, state: string) => ({ since: since * 1000, until: until * 1000, state });

describe('gapsOf', () => {
  it('gives each gap with its reason, and what is between spans to the app that was off', () => {
    const spans = [span(10, 20, 'up'), span(20, 25, 'link-down'), span(25, 30, 'stopped'), span(50, 60, 'up')];
    expect(gapsOf(spans, 10_000, [0, 70], 1)).toEqual([
      { from: 0, to: 10, reason: 'not-recorded' },
      { from: 20, to: 25, reason: 'link-down' },
      { from: 25, to: 30, reason: 'stopped' },
      { from: 30, to: 50, reason: 'app-off' },
      { from: 60, to: 70, reason: 'app-off' },
    ]);
  });

  it('cuts at both ends, and joins what has the same reason', () => {
    const spans = [span(0, 20, 'link-down'), span(20, 40, 'link-down'), span(40, 100, 'asleep')];
    expect(gapsOf(spans, 0, [10, 50], 1)).toEqual([
      { from: 10, to: 40, reason: 'link-down' },
      { from: 40, to: 50, reason: 'asleep' },
    ]);
  });

  it('is one gap where nothing is known', () => {
    expect(gapsOf([], undefined, [0, 50], 1)).toEqual([{ from: 0, to: 50, reason: 'not-recorded' }]);
    expect(gapsOf([], 0, [10, 50], 1)).toEqual([{ from: 10, to: 50, reason: 'app-off' }]);
  });

  it('bears spans that overlap, as those of a clock that was set back', () => {
    expect(gapsOf([span(0, 30, 'up'), span(20, 40, 'link-down')], 0, [0, 40], 1)).toEqual([
      { from: 30, to: 40, reason: 'link-down' },
    ]);
  });

  it('leaves out what no chart shows, and keeps the longest of very many', () => {
    expect(gapsOf([span(0, 50, 'up'), span(51, 100, 'up')], 0, [0, 100], 60)).toEqual([]);
    const flapping = Array.from({ length: 3000 }, (_, i) => span(i * 10, i * 10 + (i === 7 ? 1 : 5), 'up'));
    const gaps = gapsOf(flapping, 0, [0, 30_000], 10);
    expect(gaps).toHaveLength(1000);
    expect(gaps).toContainEqual({ from: 71, to: 80, reason: 'app-off' });
    expect(gaps.map(({ from }) => from)).toEqual(gaps.map(({ from }) => from).sort((a, b) => a - b));
  });
});
