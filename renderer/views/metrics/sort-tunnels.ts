import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { totalRequests } from '../../format/tunnel-numbers.ts';

export type SortBy = 'worst' | 'errors' | 'slow' | 'busy' | 'name';

type Totals = ReadonlyMap<string, MetricsSample>;
/** What is sorted by, the highest first. */
type Weight = (tunnel: Tunnel, total: MetricsSample | undefined) => number;

const WORKING = new Set<Tunnel['status']['state']>(['online', 'connecting']);

/** Those that do not work stand before those that do, and what is switched off at the end. */
const trouble: Weight = ({ status: { state } }) => (state === 'stopped' ? 0 : WORKING.has(state) ? 1 : 2);
const busy: Weight = (_tunnel, total) => (total === undefined ? 0 : totalRequests(total) + total.connects);
const slow: Weight = (_tunnel, total) => total?.p95 ?? 0;
const errors: Weight = (_tunnel, total) => errorRatio(total) ?? 0;

/** What counts first, and what where that is the same; the name decides in the end. */
const ORDERS: Record<SortBy, readonly Weight[]> = {
  worst: [trouble, errors, slow, busy],
  errors: [errors, busy],
  slow: [slow, busy],
  busy: [busy],
  name: [],
};

/** Share of the requests that were answered with 5xx; null: there were none. */
export function errorRatio(total: MetricsSample | undefined): number | null {
  const requests = total === undefined ? 0 : totalRequests(total);
  return total === undefined || requests === 0 ? null : total.requests.serverError / requests;
}

/** Puts tunnels in the order in which their charts are looked at. */
export function sortTunnels(tunnels: readonly Tunnel[], totals: Totals, by: SortBy): Tunnel[] {
  return tunnels.toSorted((one, other) => {
    for (const weight of ORDERS[by]) {
      const difference = weight(other, totals.get(other.id)) - weight(one, totals.get(one.id));
      if (difference !== 0) return difference;
    }
    return one.name.localeCompare(other.name);
  });
}

/** Keeps the order in which tunnels stood before; new ones come at the end, and those that are gone leave no hole. */
export function inHeldOrder(tunnels: readonly Tunnel[], order: readonly string[]): Tunnel[] {
  const place = new Map(order.map((id, index) => [id, index]));
  return tunnels.toSorted((one, other) => (place.get(one.id) ?? order.length) - (place.get(other.id) ?? order.length));
}
