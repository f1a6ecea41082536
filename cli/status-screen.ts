import type { ActivityEntry } from '../shared/contract/activity.ts';
import type { Alert } from '../shared/contract/alert.ts';
import type { HealthTimeline } from '../shared/contract/health.ts';
import type { HistorySize, MetricsSample } from '../shared/contract/metrics.ts';
import type { Notice } from '../shared/contract/notice.ts';
import type { Server } from '../shared/contract/server.ts';
import type { Tunnel } from '../shared/contract/tunnel.ts';
import { folderUpstream } from '../shared/folder-upstream.ts';
import { plainText } from '../shared/plain-text.ts';

/** All that `porthole status --json` prints. */
export interface AppStatus {
  readonly version: string;
  /** `metrics`: of the last `recentSeconds`, as one sample. `uptime`: over 1, 7, 30 and 90 days. */
  readonly tunnels: readonly (Tunnel & {
    readonly metrics: MetricsSample | undefined;
    readonly uptime: HealthTimeline['uptime'];
  })[];
  readonly servers: readonly Server[];
  readonly alerts: readonly Alert[];
  /** The newest entries, newest first. */
  readonly activity: readonly ActivityEntry[];
  readonly notices: readonly Notice[];
  readonly history: HistorySize;
  readonly recentSeconds: number;
}

type ShownTunnel = AppStatus['tunnels'][number];

const NONE = '-';
const MINUTE_MS = 60_000;
const MIB = 1024 * 1024;

/** How the app is, on one screen. @param now ms since the epoch */
export function statusScreen(status: AppStatus, now: number): string {
  const { tunnels, servers, alerts, activity, notices } = status;
  if (tunnels.length === 0 && alerts.length === 0 && notices.length === 0) {
    return 'No tunnels yet: share a port with "porthole share PORT" or on the page.\n';
  }
  const blocks = [
    table(tunnelRows(status)),
    tunnels.flatMap(reasons),
    alerts.map(({ since, message }) => `! ${message} (for ${age(now - since)})`),
    notices.map(({ message }) => `! ${message}`),
    servers.some(({ connected }) => connected) ? table(serverRows(servers)) : [],
    activity.map(({ at, message }) => `${age(now - at)} ago  ${message}`),
    [`Porthole ${status.version}. ${historyLine(status.history)}`],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map(plainText.line).join('\n'))
    .join('\n\n')}\n`;
}

function tunnelRows({ tunnels, recentSeconds }: AppStatus): string[][] {
  return [
    ['NAME', 'STATUS', 'PUBLIC URL', 'UPSTREAM', 'SERVER', 'REQ/S', 'ERRORS', 'P95', 'OPEN', 'UP 24H'],
    ...tunnels.map((tunnel) => [
      tunnel.name,
      tunnel.status.state,
      tunnel.publicUrl ?? NONE,
      folderUpstream.shown(tunnel.upstream),
      tunnel.serverLabel,
      ...numbers(tunnel, recentSeconds),
    ]),
  ];
}

/** Requests a second, share of errors, p95, open, uptime: `-` where there is no data, which is not zero. */
function numbers({ kind, metrics, uptime }: ShownTunnel, seconds: number): string[] {
  const ratio = uptime.find(({ days }) => days === 1)?.ratio ?? null;
  const up = ratio === null ? NONE : `${(ratio * 100).toFixed(ratio > 0.999 ? 0 : 1)} %`;
  if (!metrics?.measured) return [NONE, NONE, NONE, NONE, up];
  const { requests, p95, open } = metrics;
  if (kind !== 'http') return [NONE, NONE, NONE, String(open), up];
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  const errors = total === 0 ? NONE : `${((requests.serverError / total) * 100).toFixed(1)} %`;
  return [(total / seconds).toFixed(1), errors, p95 === null ? NONE : `${Math.round(p95)} ms`, String(open), up];
}

function reasons({ name, status, linkNote }: Tunnel): string[] {
  const why = 'message' in status ? [`${name}: ${status.message} ${status.nextStep}`.trimEnd()] : [];
  return linkNote === undefined ? why : [...why, `${name}: ${linkNote}`];
}

function serverRows(servers: readonly Server[]): string[][] {
  return [
    ['SERVER', 'LINK', 'ROUND TRIP', 'VERSION'],
    ...servers.map(({ label, connected, transport, rttMs, version }) => [
      label,
      connected ? (transport ?? 'connected') : 'not connected',
      rttMs === undefined ? NONE : `${rttMs.toFixed(1)} ms`,
      version ?? NONE,
    ]),
  ];
}

function historyLine({ bytes, limit }: HistorySize): string {
  const size = (value: number) => `${(value / MIB).toFixed(1)} MiB`;
  return bytes === undefined
    ? 'Metrics are kept in memory only.'
    : `Metrics on disk: ${size(bytes)} of ${size(limit)}.`;
}

function table(cells: readonly string[][]): string[] {
  const rows = cells.map((row) => row.map(plainText.line));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `40 s`, `5 min`, `3 h`, `2 d`. */
function age(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  return minutes < 60 * 24 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60 / 24)} d`;
}
