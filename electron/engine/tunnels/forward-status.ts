import type { Remedy, TunnelStatus } from '../../../shared/contract/tunnel.ts';
import type { ProbeState } from '../health/probe-state.ts';
import { clock } from './clock.ts';
import type { LinkState } from './link-state.ts';
import { type OpenState, openStatus } from './open-status.ts';

export interface ForwardStatusInputs {
  readonly link: LinkState;
  readonly open: OpenState;
  /** Why the local port cannot be had. */
  readonly portProblem: string | undefined;
  readonly localPort: ProbeState;
  readonly target: ProbeState;
}

/** Says in plain words how a forward tunnel is. A local port that cannot be had comes first: nothing else can mend that. */
export function forwardStatus({ link, open, portProblem, localPort, target }: ForwardStatusInputs): TunnelStatus {
  if (portProblem !== undefined) {
    const remedy: Remedy = 'edit-upstream';
    const nextStep = 'End that program or choose another local port.';
    return { state: 'refused', code: 'local-port', message: portProblem, nextStep, remedy };
  }
  const before = openStatus(link, open);
  if (before) return before;
  if (target.state === 'failed') {
    const { since, message = 'The target does not answer.', nextStep = '' } = target;
    // A sentence with a colon tells what to do after it: a time in front of that would read as part of it.
    const text = message.includes(': ') ? message : `${message.replace(/\.$/, '')} since ${clock(since)}.`;
    return { state: 'degraded', hop: 'upstream', since, message: text, nextStep, remedy: 'edit-upstream' };
  }
  if (target.state !== 'ok' || localPort.state !== 'ok') return { state: 'connecting' };
  return { state: 'online', since: Math.max(target.since, localPort.since) };
}
