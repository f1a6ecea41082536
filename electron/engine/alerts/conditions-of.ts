import { AlertRules } from '../../../shared/contract/alert.ts';
import type { Licence } from '../../../shared/contract/licence.ts';
import type { Server } from '../../../shared/contract/server.ts';
import type { ProbedTunnel } from '../../../shared/contract/tunnel.ts';
import type { Interval } from '../metrics/interval.ts';
import type { Condition } from './condition.ts';
import { expiryConditions } from './expiry-conditions.ts';

/** What a ratio or a percentile is taken of, s; and of how many requests at least: fewer say little. */
export const WINDOW_S = 300;
const LEAST_REQUESTS = 20;
/** How long an exit server may be away: it restarts within this. */
const SERVER_PATIENCE_MS = 30_000;
/** A tunnel that comes back passes through `connecting`; one that flaps is told of once. */
const DOWN_CALM_MS = 10_000;
/** A ratio that moves around its bound is told of once. */
const RATIO_CALM_MS = 60_000;
const MANY_NAMES = 5;
const P95 = [0.95];

export interface AlertInputs {
  readonly tunnels: readonly ProbedTunnel[];
  readonly servers: readonly Server[];
  readonly licences: readonly Licence[];
  /** What a tunnel did in the last WINDOW_S. */
  recent(tunnelId: string): Interval;
  /** ms since the epoch */
  readonly now: number;
}

/** The rules of a tunnel that sets none. */
const USUAL_RULES = AlertRules.parse({});

/** Finds all troubles that there are now. */
export function conditionsOf(inputs: AlertInputs): Condition[] {
  const running = inputs.tunnels.filter(({ status }) => status.state !== 'stopped');
  return [
    ...serverConditions(running),
    ...running.flatMap((tunnel) => [...downConditions(tunnel), ...trafficConditions(tunnel, inputs.recent(tunnel.id))]),
    ...expiryConditions(running, inputs, rulesOf, inputs.now),
  ];
}

function rulesOf({ alerts }: ProbedTunnel): AlertRules {
  return alerts ?? USUAL_RULES;
}

/** One exit server that is away is one trouble, however many tunnels it takes down. */
function serverConditions(running: readonly ProbedTunnel[]): Condition[] {
  const away = running.filter((tunnel) => tunnel.status.state === 'reconnecting' && rulesOf(tunnel).server);
  return [...Map.groupBy(away, ({ serverId }) => serverId)].map(([serverId, tunnels]) => {
    const label = tunnels[0]?.serverLabel ?? serverId;
    return {
      id: `server ${serverId}`,
      kind: 'server',
      patience: SERVER_PATIENCE_MS,
      calm: DOWN_CALM_MS,
      subject: label,
      message: `${label} cannot be reached: ${namesOf(tunnels)}.`,
      overMessage: `${label} is reached again.`,
      tunnelIds: tunnels.map(({ id }) => id),
    };
  });
}

function namesOf(tunnels: readonly ProbedTunnel[]): string {
  const names = tunnels.slice(0, MANY_NAMES).map(({ name }) => name);
  const more = tunnels.length > MANY_NAMES ? ` and ${tunnels.length - MANY_NAMES} more` : '';
  return tunnels.length === 1
    ? `${names[0]} is down`
    : `${tunnels.length} tunnels are down (${names.join(', ')}${more})`;
}

function downConditions(tunnel: ProbedTunnel): Condition[] {
  const { id, name, status } = tunnel;
  const { down, server } = rulesOf(tunnel);
  const isDown =
    status.state === 'degraded' || status.state === 'refused' || (status.state === 'reconnecting' && !server);
  if (down === null || !isDown) return [];
  return [
    {
      id: `down ${id}`,
      kind: 'down',
      patience: down * 1000,
      calm: DOWN_CALM_MS,
      subject: name,
      message: `${name} is down: ${status.message}`,
      overMessage: `${name} is up again.`,
      tunnelIds: [id],
    },
  ];
}

function trafficConditions(tunnel: ProbedTunnel, { requests, durations }: Interval): Condition[] {
  const { id, name } = tunnel;
  const { errors, slow } = rulesOf(tunnel);
  const { other, ...answered } = requests.byClass();
  const total = Object.values(answered).reduce((sum, count) => sum + count, 0);
  if (total < LEAST_REQUESTS) return [];
  const conditions: Condition[] = [];
  const add = (kind: 'errors' | 'slow', message: string, overMessage: string) =>
    conditions.push({
      id: `${kind} ${id}`,
      kind,
      patience: 0,
      calm: RATIO_CALM_MS,
      subject: name,
      message,
      overMessage,
      tunnelIds: [id],
    });
  const percent = (answered.serverError / total) * 100;
  if (errors !== null && percent > errors) {
    const counts = `${answered.serverError} of ${total} in 5 minutes`;
    add(
      'errors',
      `${name} answers ${percent.toFixed(1)} % of its requests with errors (${counts}).`,
      `${name} answers without errors again.`,
    );
  }
  const p95 = durations.quantiles(P95)[0] ?? 0;
  if (slow !== null && p95 > slow) {
    add(
      'slow',
      `${name} is slow: one in twenty answers took over ${Math.round(p95)} ms in the last 5 minutes.`,
      `${name} is quick again.`,
    );
  }
  return conditions;
}
