import { describe, expect, it } from 'vitest';
import { TunnelCounters } from './tunnel-counters.ts';

describe('TunnelCounters', () => {
  it.each([
    [101, 'informational'],
    [200, 'success'],
    [299, 'success'],
    [304, 'redirect'],
    [404, 'clientError'],
    [502, 'serverError'],
    [599, 'serverError'],
    [0, 'other'],
    [600, 'other'],
  ] as const)('counts status %i as %s', (status, kind) => {
    const counters = new TunnelCounters();
    counters.request('GET', status, 10);
    const { requests, durations } = counters.cut();
    const classes = requests.byClass();
    expect(classes[kind]).toBe(1);
    expect(Object.values(classes).reduce((sum, count) => sum + count)).toBe(1);
    expect(durations.count).toBe(1);
  });

  it('starts anew at each cut, but what is open stays open', () => {
    const counters = new TunnelCounters();
    counters.request('GET', 200, 10);
    counters.bytesIn += 3;
    counters.bytesOut += 4;
    counters.connects += 1;
    counters.open += 2;
    const first = counters.cut();
    expect(first).toMatchObject({ bytesIn: 3, bytesOut: 4, connects: 1, open: 2 });
    const second = counters.cut();
    expect(second).toMatchObject({ bytesIn: 0, bytesOut: 0, connects: 0, open: 2 });
    expect(second.requests.byClass().success).toBe(0);
    expect(second.durations.count).toBe(0);
    counters.request('GET', 200, 1);
    expect(first.requests.byClass().success).toBe(1);
    expect(first.durations.count).toBe(1);
  });

  it('makes nothing new for a second in which nothing happens', () => {
    const counters = new TunnelCounters();
    const first = counters.cut();
    expect(first.isIdle).toBe(true);
    expect(counters.cut()).toBe(first);
  });
});
