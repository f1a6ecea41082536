import { useEffect, useRef } from 'react';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { formatMoment } from '../../format/format-clock.ts';
import classes from './activity-panel.module.css';
import { useActivity } from './use-activity.ts';

/** How near to its end, px, the list counts as being read at the end: then it follows. */
const AT_END = 24;

/** What happened to a service that is started on demand, and what its command printed. */
export function ActivityPanel({ tunnel }: { tunnel: Tunnel }) {
  const { lines, failure } = useActivity(tunnel.id);
  const list = useFollowedEnd(lines?.at(-1)?.id);
  return (
    <section className={classes.panel} aria-label="Activity">
      <h2>Activity</h2>
      {failure !== undefined && <p role="alert">{failure}</p>}
      {lines?.length === 0 && <p className={classes.none}>Nothing yet: the command has not been run.</p>}
      {lines !== undefined && lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse must be able to scroll it
        <div ref={list} className={classes.lines} role="log" aria-label="Lines" tabIndex={0}>
          <ol>
            {lines.map(({ id, at, kind, text }) => (
              <li key={id} data-kind={kind}>
                <time dateTime={new Date(at).toISOString()}>{formatMoment(at / 1_000)}</time>
                <span>{text}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

/** Keeps the end of a list in sight while it grows, unless somebody has scrolled up to read. */
function useFollowedEnd(lastId: number | undefined) {
  const list = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const wasAtEnd = height.current - element.scrollTop - element.clientHeight < AT_END;
    if (wasAtEnd) element.scrollTop = element.scrollHeight;
    height.current = element.scrollHeight;
  }, [lastId]);
  return list;
}
