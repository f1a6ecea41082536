import type { ClientSession } from './client-session.ts';
import type { SessionReport, TunnelReport } from './status-report.ts';
import type { Tunnel } from './tunnel-opener.ts';

/** Characters of a client's id that are shown: whoever knows all of it can take its names over. */
const CLIENT_ID_SHOWN = 8;

/** Describes a session for `/status`; undefined before its client said who it is. */
export function reportSession(session: ClientSession): SessionReport | undefined {
  const { client } = session;
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
    tunnels: [...session.tunnels].map(reportTunnel),
  };
}

function reportTunnel(tunnel: Tunnel): TunnelReport {
  const { id, kind, name, publicUrl, upstream, health } = tunnel;
  if (health === undefined) return { id, kind, name, publicUrl, upstream };
  const { healthy, message } = health;
  return { id, kind, name, publicUrl, upstream, health: message === undefined ? { healthy } : { healthy, message } };
}
