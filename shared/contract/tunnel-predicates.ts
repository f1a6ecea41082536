import type { Tunnel, TunnelConfig, TunnelState, TunnelStatus } from './tunnel.ts';

/** Whether "start" makes sense: the tray's menu and the page's switch agree by this. */
export function canStart(status: TunnelStatus): boolean {
  return status.state === 'stopped' || status.state === 'refused';
}

/** Whether "stop" makes sense. */
export function canStop(status: TunnelStatus): boolean {
  return !canStart(status) || status.state === 'refused';
}

/** Whether visitors can be sent to its URL now: the link is up, whatever the upstream does. */
export function hasLivePublicUrl(tunnel: Tunnel): boolean {
  return tunnel.publicUrl !== undefined && (tunnel.status.state === 'online' || tunnel.status.state === 'degraded');
}

/** Whether something is wrong with it that its row spells out: a hop fails, the link is lost, or the exit server refuses it. */
export function isInTrouble({ state }: TunnelStatus): boolean {
  return state === 'degraded' || state === 'reconnecting' || state === 'refused';
}

/** Ids of all exit servers that a tunnel runs over, its own first. */
export function serversOf({
  serverId,
  alsoServerIds = [],
}: Pick<TunnelConfig, 'serverId' | 'alsoServerIds'>): string[] {
  return [serverId, ...alsoServerIds];
}

/** The one light of many tunnels: the worst of them, in the order in which it wants a person. */
export type AggregateLight = 'asleep' | 'connecting' | 'online' | 'degraded' | 'refused';

const SEVERITY: Record<TunnelState, number> = {
  stopped: 0,
  online: 1,
  connecting: 2,
  reconnecting: 3,
  degraded: 4,
  refused: 5,
};
const LIGHTS: readonly AggregateLight[] = ['asleep', 'online', 'connecting', 'connecting', 'degraded', 'refused'];

/** Reduces all tunnels to the tray's and the header's one light. */
export function aggregateLight(tunnels: readonly Tunnel[]): AggregateLight {
  const worst = tunnels.reduce((severity, tunnel) => Math.max(severity, SEVERITY[tunnel.status.state]), 0);
  return LIGHTS[worst] ?? 'asleep';
}

/** The line of truth without rates: "3 tunnels online", "2 of 3 tunnels online · 1 needs you". */
export function summaryLine(tunnels: readonly Tunnel[]): string {
  const running = tunnels.filter((tunnel) => tunnel.status.state !== 'stopped');
  if (running.length === 0) return tunnels.length === 0 ? 'No tunnels yet' : 'All tunnels are stopped';
  const online = running.filter((tunnel) => tunnel.status.state === 'online').length;
  const waiting = running.filter((t) => t.status.state === 'connecting' || t.status.state === 'reconnecting').length;
  const needsYou = running.length - online - waiting;
  const noun = running.length === 1 ? 'tunnel' : 'tunnels';
  const parts = [
    online === running.length ? `${online} ${noun} online` : `${online} of ${running.length} ${noun} online`,
  ];
  if (waiting > 0) parts.push(`${waiting} connecting`);
  if (needsYou > 0) parts.push(`${needsYou} ${needsYou === 1 ? 'needs' : 'need'} you`);
  return parts.join(' · ');
}
