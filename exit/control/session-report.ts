import type { LicenceGrant } from '../licences/licence-gate.ts';
import type { ClientSession } from './client-session.ts';
import type { SessionReport, TunnelReport } from './status-report.ts';
import type { Tunnel } from './tunnel-opener.ts';

/** Characters of a client's id that are shown: whoever knows all of it can take its names over. */
const CLIENT_ID_SHOWN = 8;

/** Describes the sessions for `/status`; those whose client has not said yet who it is are left out. */
export function reportSessions(sessions: readonly ClientSession[]): SessionReport[] {
  const servers = new Map<string, number>();
  for (const tunnel of sessions.flatMap((session) => [...session.tunnels])) {
    if (isShared(tunnel)) servers.set(keyOf(tunnel), (servers.get(keyOf(tunnel)) ?? 0) + 1);
  }
  return sessions
    .map((session) => reportSession(session, (tunnel) => servers.get(keyOf(tunnel))))
    .filter((report) => report !== undefined);
}

/** @param sharedBy how many clients serve the name of a tunnel; undefined where it is not shared */
function reportSession(
  session: ClientSession,
  sharedBy: (tunnel: Tunnel) => number | undefined,
): SessionReport | undefined {
  const { client, licence } = session;
  if (client === undefined) return undefined;
  return {
    id: session.id,
    clientId: client.clientId.slice(0, CLIENT_ID_SHOWN),
    clientName: client.clientName,
    clientVersion: client.clientVersion,
    platform: client.platform,
    remoteAddress: session.remoteAddress,
    ...(session.transport === 'memory' ? {} : { transport: session.transport }),
    connectedSince: session.connectedAt.toISOString(),
    ...(session.rttMs === undefined ? {} : { rttMs: Math.round(session.rttMs * 10) / 10 }),
    streams: session.streamCount,
    ...(licence && { licence: licenceOf(licence) }),
    tunnels: [...session.tunnels].map((tunnel) => reportTunnel(tunnel, sharedBy(tunnel))),
  };
}

function licenceOf({ claims: { jti, holder, plan } }: LicenceGrant): SessionReport['licence'] {
  return { id: jti, holder, plan };
}

function reportTunnel(tunnel: Tunnel, sharedBy: number | undefined): TunnelReport {
  const { id, kind, name, publicUrl, upstream, health } = tunnel;
  const report: TunnelReport = { id, kind, name, publicUrl, upstream };
  if (sharedBy !== undefined) report.sharedBy = sharedBy;
  if (health === undefined) return report;
  const { healthy, message } = health;
  return { ...report, health: message === undefined ? { healthy } : { healthy, message } };
}

function isShared(tunnel: Tunnel): boolean {
  return 'terms' in tunnel && tunnel.terms.shared;
}

/** Whoever has the same is served together. */
function keyOf({ kind, name }: Tunnel): string {
  return `${kind}/${name}`;
}
