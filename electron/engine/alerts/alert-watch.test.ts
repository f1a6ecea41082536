import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Activity } from '../activity/activity.ts';
import { SILENT_LOG } from '../testing/test-engine.ts';
import { AlertWatch } from './alert-watch.ts';
import type { Condition } from './condition.ts';

function trouble(id: string, kind: Condition['kind'] = 'down'): Condition {
  const words = { subject: id, message: `${id} is down.`, overMessage: `${id} is up again.` };
  return { id: `${kind} ${id}`, kind, patience: 30_000, calm: 10_000, tunnelIds: [id], ...words };
}

function watch() {
  const told: string[] = [];
  const stopped = new Set<string>();
  const state = { conditions: [] as Condition[] };
  const activity = new Activity(SILENT_LOG);
  const alerts = new AlertWatch({
    conditions: () => state.conditions,
    activity,
    notifiers: [{ notify: ({ state: news, message }) => told.push(`${news}: ${message}`) }],
    areStopped: (ids) => ids.every((id) => stopped.has(id)),
  });
  alerts.start();
  alerts.start();
  return { alerts, activity, told, state, stopped };
}

describe('AlertWatch', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_700_000_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells notifiers and the activity once of each, and once when it is over', () => {
    const { alerts, activity, told, state } = watch();
    state.conditions = [trouble('shop')];
    vi.advanceTimersByTime(300_000);
    expect(told).toEqual(['fired: shop is down.']);
    expect(alerts.active.value).toMatchObject([{ id: 'down shop', tunnelIds: ['shop'] }]);
    state.conditions = [];
    vi.advanceTimersByTime(300_000);
    expect(told).toEqual(['fired: shop is down.', 'cleared: shop is up again.']);
    expect(activity.entries.value).toMatchObject([
      { level: 'info', source: 'alert', message: 'shop is up again.' },
      { level: 'error', source: 'alert', message: 'shop is down.', tunnelIds: ['shop'] },
    ]);
    expect(alerts.active.value).toEqual([]);
    alerts.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells of many that fall together at once, by their kind', () => {
    const { alerts, told, state } = watch();
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    state.conditions = [...many.map((id) => trouble(id)), trouble('h', 'errors')];
    vi.advanceTimersByTime(60_000);
    state.conditions = [];
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([
      'fired: 7 tunnels are down: a, b, c, d, e and 2 more.',
      'fired: h is down.',
      'cleared: 7 tunnels are up again: a, b, c, d, e and 2 more.',
      'cleared: h is up again.',
    ]);
    alerts.stop();
  });

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('is as patient as ever, and as calm, when the clock is set %s', (_, ms) => {
    const { alerts, told, state } = watch();
    state.conditions = [trouble('shop')];
    const since = Date.now() + 5_000;
    vi.advanceTimersByTime(20_000);
    vi.setSystemTime(Date.now() + ms);
    // Seen for 25 s now.
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual(['fired: shop is down.']);
    expect(alerts.active.value).toMatchObject([{ since }]);
    state.conditions = [];
    vi.setSystemTime(Date.now() - ms);
    vi.advanceTimersByTime(5_000);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    expect(told.at(-1)).toBe('cleared: shop is up again.');
    alerts.stop();
  });

  it('does not call mended what was stopped', () => {
    const { alerts, told, state, stopped } = watch();
    state.conditions = [trouble('shop')];
    vi.advanceTimersByTime(60_000);
    stopped.add('shop');
    state.conditions = [];
    vi.advanceTimersByTime(60_000);
    expect(told.at(-1)).toBe('cleared: shop was stopped.');
    alerts.stop();
  });
});
