import type { TunnelExit, TunnelStatus } from '../../../shared/contract/tunnel.ts';

/** An exit server of a tunnel that runs over several, and since when it has been as it is, ms since the epoch. */
export interface ExitState extends Pick<TunnelExit, 'serverId' | 'serverLabel' | 'status'> {
  readonly since: number;
}

/** What is wrong with an exit server, as words for it. */
type Wrong = Extract<TunnelStatus, { message: string }>;

/**
 * How a tunnel is that runs over several exit servers: online where it is over all of them; degraded where it is over some, with the first
 * that fails; what the first one is where it can be reached over none.
 */
export function jointStatus(exits: readonly ExitState[]): TunnelStatus {
  const statuses = exits.map(({ status }) => status);
  const online = statuses.filter((status) => status.state === 'online');
  if (online.length === exits.length && online.length > 0) {
    return { state: 'online', since: Math.max(...online.map(({ since }) => since)) };
  }
  // The service is the same for all: its fault needs no exit server's name.
  const upstream = statuses.find((status) => status.state === 'degraded' && status.hop === 'upstream');
  if (upstream) return upstream;
  const failing = exits.find(({ status }) => 'message' in status);
  const reached = statuses.some(({ state }) => state === 'online' || state === 'degraded');
  if (failing && reached) return partly(failing, failing.status as Wrong);
  // Some may yet come.
  if (!failing || statuses.some(({ state }) => state === 'connecting')) return { state: 'connecting' };
  const hopeful = exits.find(({ status }) => status.state === 'reconnecting') ?? failing;
  return named(hopeful, hopeful.status as Wrong);
}

function partly(exit: ExitState, wrong: Wrong): TunnelStatus {
  const { message, nextStep, remedy } = named(exit, wrong);
  const hop = wrong.state === 'degraded' ? wrong.hop : 'link';
  const since = wrong.state === 'degraded' ? wrong.since : exit.since;
  return { state: 'degraded', hop, since, message, nextStep, remedy, serverId: exit.serverId };
}

function named(exit: ExitState, wrong: Wrong): Wrong {
  return { ...wrong, message: `${exit.serverLabel}: ${wrong.message}`, serverId: exit.serverId };
}
