import type { SessionReport, StatusReport, TunnelReport } from '../control/status-report.ts';
import { renderTable } from './text-table.ts';

/** Longest text of a cell whose text is the client's own. Addresses and URLs stay whole, since people copy them. */
const MAX_NAME = 24;
const MAX_UPSTREAM = 48;
const MAX_REASON = 72;

const HEADINGS = ['CLIENT ID', 'NAME', 'REMOTE ADDRESS', 'CONNECTED', 'RTT', 'TUNNEL', 'UPSTREAM', 'HEALTH'];

/** Shows an exit server's report to people: the server first, then each client with a line for each tunnel. */
export function renderStatus(report: StatusReport): string {
  const info = [
    ['Version', report.version],
    ['Up since', `${report.startedAt} (${formatAge(report.uptimeSeconds)})`],
    ['State', report.draining ? 'shutting down' : 'running'],
    ['Control plane', report.controlAddr],
    ['Data plane', report.dataAddr],
    ['Domain', report.domain],
    ['Clients', String(report.sessions.length)],
    ['Tunnels', countTunnels(report.sessions)],
    ['Visitor connections', String(report.visitorConnections)],
  ];
  // By the server's own clock, as it stood when it answered: this machine's may be another.
  const now = Date.parse(report.startedAt) + report.uptimeSeconds * 1_000;
  const rows = report.sessions.flatMap((session) => clientRows(session, now));
  const clients = rows.length === 0 ? 'none: give somebody a join link\n' : renderTable([HEADINGS, ...rows]);
  return `Server info\n${renderTable(info)}\nConnected clients\n${clients}`;
}

function countTunnels(sessions: readonly SessionReport[]): string {
  const tunnels = sessions.flatMap((session) => session.tunnels);
  const failing = tunnels.filter((tunnel) => tunnel.health?.healthy === false).length;
  return failing === 0 ? String(tunnels.length) : `${tunnels.length}, ${failing} with an upstream that does not answer`;
}

/** One row for each tunnel; the client's own columns only in its first. */
function clientRows(session: SessionReport, now: number): string[][] {
  const client = [
    session.clientId,
    shorten(session.clientName, MAX_NAME),
    session.remoteAddress,
    formatAge((now - Date.parse(session.connectedSince)) / 1_000),
    session.rttMs === undefined ? '-' : `${session.rttMs} ms`,
  ];
  if (session.tunnels.length === 0) return [[...client, '-', '-', '-']];
  return session.tunnels.map((tunnel, index) => [
    ...(index === 0 ? client : client.map(() => '')),
    `${tunnel.publicUrl}${(tunnel.sharedBy ?? 1) > 1 ? ` (one of ${tunnel.sharedBy})` : ''}`,
    shorten(tunnel.upstream, MAX_UPSTREAM),
    describeHealth(tunnel),
  ]);
}

function describeHealth({ health }: TunnelReport): string {
  if (health === undefined) return '-';
  return health.healthy ? 'ok' : shorten(health.message ?? 'does not answer', MAX_REASON);
}

function shorten(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

/** The two largest units of a time in seconds. A clock that was set back makes no negative age. */
function formatAge(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
