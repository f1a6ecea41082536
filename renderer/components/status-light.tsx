import type { AggregateLight } from '../../shared/contract/tunnel-predicates.ts';
import classes from './status-light.module.css';

/** What a light can say. Each has a shape of its own, so that colour is never the only sign. */
export type LightState = 'online' | 'waiting' | 'degraded' | 'refused' | 'off';

/** How the tray's and the header's one light looks here. */
export const AGGREGATE_LIGHT: Record<AggregateLight, LightState> = {
  asleep: 'off',
  connecting: 'waiting',
  online: 'online',
  degraded: 'degraded',
  refused: 'refused',
};

const SHAPES: Record<LightState, React.ReactNode> = {
  online: (
    <>
      <circle cx="8" cy="8" r="7" className={classes.halo} />
      <circle cx="8" cy="8" r="4" fill="currentColor" />
    </>
  ),
  waiting: (
    <>
      <circle cx="8" cy="8" r="4.5" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.35" />
      <path
        d="M8 3.5a4.5 4.5 0 0 1 4.5 4.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        className={classes.turning}
      />
    </>
  ),
  degraded: <path d="M8 2.2 14.2 13H1.8Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />,
  refused: <rect x="3.5" y="3.5" width="9" height="9" rx="1.5" fill="currentColor" />,
  off: <circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" strokeWidth="1.75" />,
};

/** A small light. It says nothing to screen readers: a word always stands beside it. */
export function StatusLight({ state, size = 16 }: { state: LightState; size?: number }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} className={classes.light} data-state={state} aria-hidden="true">
      {SHAPES[state]}
    </svg>
  );
}
