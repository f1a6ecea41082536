import { useEffect, useState } from 'react';
import type { HealthTimeline } from '../../../shared/contract/health.ts';
import { formatDay } from '../../format/format-clock.ts';
import { formatUptime } from '../../format/format-uptime.ts';
import { ask } from '../../rpc/ask.ts';
import { useConnection } from '../../state/connection-store.ts';
import classes from './uptime-line.module.css';

const DAYS = 90;
/** A day's bar changes slowly. */
const RENEW_MS = 60_000;
/** Below this part of a day up, its bar says that it was a bad one. */
const BAD = 0.98;

/** How a tunnel was on each of the last 90 days, and the share of the time in which it was up. */
export function UptimeLine({ tunnelId }: { tunnelId: string }) {
  const timeline = useTimeline(tunnelId);
  if (timeline === undefined || timeline.uptime.every(({ ratio }) => ratio === null)) return null;
  return (
    <section className={classes.panel} aria-label="Uptime">
      <h2 className={classes.heading}>Uptime</h2>
      <dl className={classes.figures}>
        {timeline.uptime.map(({ days, ratio }) => (
          <div key={days} className={classes.figure}>
            <dt>{days === 1 ? '24 h' : `${days} d`}</dt>
            <dd>{formatUptime(ratio)}</dd>
          </div>
        ))}
      </dl>
      <ol className={classes.bars} aria-label="The last 90 days">
        {timeline.slices.map((slice) => (
          <Bar key={slice.from} slice={slice} />
        ))}
      </ol>
    </section>
  );
}

function Bar({ slice: { to, up, down } }: { slice: HealthTimeline['slices'][number] }) {
  const ratio = up + down === 0 ? null : up / (up + down);
  const state = ratio === null ? 'none' : ratio === 1 ? 'good' : ratio >= BAD ? 'some' : 'bad';
  const words = `${formatDay(to / 1000)}: ${ratio === null ? 'no data' : `${formatUptime(ratio)} up`}`;
  return (
    <li className={classes.bar} data-state={state} title={words}>
      <span className="ph-sr">{words}</span>
    </li>
  );
}

function useTimeline(tunnelId: string): HealthTimeline | undefined {
  const isOnline = useConnection((state) => state.client !== undefined);
  const [timeline, setTimeline] = useState<HealthTimeline>();
  useEffect(() => {
    if (!isOnline) return;
    let wanted = true;
    const load = async () => {
      const answer = await ask((client) => client.health.timeline({ tunnelId, days: DAYS }));
      // What is known stays where it cannot be asked: the connection's own failure is shown elsewhere.
      if (wanted && answer.ok) setTimeline(answer.value);
    };
    void load();
    const timer = setInterval(() => void load(), RENEW_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [isOnline, tunnelId]);
  return timeline;
}
