import type { OnDemandState } from '../../../shared/contract/on-demand.ts';
import type { ProbeState } from '../health/probe-state.ts';

/** What the page says of the port while nothing is to answer there. */
const RESTING: Partial<Record<OnDemandState['state'], string>> = {
  asleep: 'Asleep until the first request.',
  starting: 'Starting.',
  stopping: 'Stopping.',
};

/** Whether nothing is to be expected of the port: it is no fault that it does not answer. */
export function isResting(state: OnDemandState | undefined): boolean {
  return state !== undefined && RESTING[state.state] !== undefined;
}

/** How an on-demand service is, with what the port says: whoever answers while none was started here is somebody else's. */
export function shownState(state: OnDemandState, upstream: ProbeState): OnDemandState {
  const nobody = state.state === 'asleep' || state.state === 'failed';
  return nobody && upstream.state === 'ok' ? { state: 'foreign' } : state;
}

/** The probe of the port as the page shows it. */
export function shownProbe(state: OnDemandState | undefined, upstream: ProbeState): ProbeState {
  const message = state && RESTING[state.state];
  if (message !== undefined) return { state: 'unknown', since: upstream.since, message };
  if (state?.state !== 'failed') return upstream;
  return { ...upstream, state: 'failed', since: state.since, message: state.message };
}
