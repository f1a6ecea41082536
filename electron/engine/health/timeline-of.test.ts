import { describe, expect, it } from 'vitest';
import { HealthTimeline } from '../../../shared/contract/health.ts';
import { timelineOf } from './timeline-of.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 1_700_000_000_000;

const span = (fromHoursAgo: number, toHoursAgo: number, state: string, detail?: object) => ({
  since: NOW - fromHoursAgo * HOUR,
  until: NOW - toHoursAgo * HOUR,
  state,
  ...(detail && { detail: JSON.stringify(detail) }),
});

describe('timelineOf', () => {
  it('takes the share of the time in which it was to be online', () => {
    const spans = [
      span(24 * 20, 24 * 19, 'online'),
      span(24, 15, 'online'),
      span(15, 14, 'degraded', { hop: 'upstream', message: 'Nothing answers.' }),
      span(14, 13, 'asleep'),
      span(13, 12, 'stopped'),
      span(12, 11.9, 'connecting'),
      span(10, 5, 'online'),
    ];
    const timeline = timelineOf('a', spans, 1, NOW);
    expect(HealthTimeline.parse(timeline)).toEqual(timeline);
    expect(timeline.uptime.map(({ days, ratio }) => [days, ratio && Math.round(ratio * 1000)])).toEqual([
      [1, 933],
      [7, 933],
      [30, 974],
      [90, 974],
    ]);
    expect(timeline.slices).toHaveLength(24);
    expect(timeline.slices[0]).toEqual({ from: NOW - DAY, to: NOW - 23 * HOUR, up: HOUR, down: 0 });
    expect(timeline.slices[9]).toMatchObject({ up: 0, down: HOUR });
    expect(timeline.slices[23]).toMatchObject({ up: 0, down: 0 });
    expect(timeline.states).toHaveLength(6);
    expect(timeline.states[1]).toMatchObject({ state: 'degraded', hop: 'upstream', message: 'Nothing answers.' });
  });

  it('knows no uptime of a tunnel that was never to be online', () =>
    expect(timelineOf('a', [span(5, 1, 'stopped')], 7, NOW).uptime.map(({ ratio }) => ratio)).toEqual([
      null,
      null,
      null,
      null,
    ]));

  it('gives days of longer ranges, and no more states than a page can use', () => {
    const flapping = Array.from({ length: 2000 }, (_, i) =>
      span(20 - i / 100, 19.99 - i / 100, i % 2 ? 'online' : 'refused'),
    );
    const { slices, states } = timelineOf('a', flapping, 90, NOW);
    expect(slices).toHaveLength(90);
    expect(states).toHaveLength(500);
    expect(states.at(-1)?.until).toBe(flapping.at(-1)?.until);
  });
});
