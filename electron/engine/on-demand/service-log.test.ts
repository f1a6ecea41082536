import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServiceLogLine } from '../../../shared/contract/service-log.ts';
import { MAX_LINES, ServiceLog } from './service-log.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 5 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('ServiceLog', () => {
  it('gives what there is, and bursts in one piece', () => {
    const log = new ServiceLog();
    log.add('a', 'event', 'before');
    log.add('b', 'event', 'of another');
    const told: (readonly ServiceLogLine[])[] = [];
    const leave = log.subscribe('a', (lines) => told.push(lines));
    expect(told).toEqual([[{ id: 1, at: 5, kind: 'event', text: 'before' }]]);
    for (const text of ['1', '2', '3']) log.add('a', 'output', text);
    vi.advanceTimersByTime(250);
    expect(told).toHaveLength(2);
    expect(told[1]?.map(({ id, text }) => [id, text])).toEqual([
      [1, 'before'],
      [2, '1'],
      [3, '2'],
      [4, '3'],
    ]);
    leave();
    log.add('a', 'output', '4');
    vi.advanceTimersByTime(250);
    expect(told).toHaveLength(2);
  });

  it('keeps so many lines of so many characters', () => {
    const log = new ServiceLog();
    for (let line = 1; line <= MAX_LINES * 3; line++) log.add('a', 'output', `${line} ${'x'.repeat(10_000)}`);
    let found: readonly ServiceLogLine[] = [];
    log.subscribe('a', (lines) => {
      found = lines;
    })();
    expect(found).toHaveLength(MAX_LINES);
    expect(found.at(-1)?.id).toBe(MAX_LINES * 3);
    expect(Math.max(...found.map(({ text }) => text.length))).toBe(501);
    log.forget('a');
    log.subscribe('a', (lines) => {
      found = lines;
    })();
    expect(found).toEqual([]);
  });
});
