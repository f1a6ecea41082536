import type { Tunnel } from '../../shared/contract/tunnel.ts';

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** How a service that is started on demand is, in a line; undefined where there is nothing to say, or an error says it. */
export function onDemandWords({ onDemand, onDemandState: state }: Tunnel): string | undefined {
  if (onDemand === undefined || state === undefined) return undefined;
  switch (state.state) {
    case 'asleep':
      return 'Starts at the first request';
    case 'starting':
      return `Starting ${onDemand.command}`;
    case 'running':
      return `Running since ${CLOCK.format(state.since)}, stops after ${onDemand.idleMinutes} min without visitors`;
    case 'stopping':
      return `Stopping ${onDemand.command}`;
    case 'foreign':
      return 'Runs already, not started by Porthole';
    case 'failed':
      return undefined;
  }
}
