import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { aggregateLight, summaryLine } from '../../shared/contract/tunnel-predicates.ts';
import { AGGREGATE_LIGHT, StatusLight } from '../components/status-light.tsx';
import { formatRate } from '../format/format-rate.ts';
import { tunnelNumbers } from '../format/tunnel-numbers.ts';
import { useConnection } from '../state/connection-store.ts';
import { useMetrics } from '../state/metrics-store.ts';
import { useTunnels } from '../state/stores.ts';
import classes from './truth-line.module.css';

/** The one line of truth: "3 tunnels online · 12 req/s · all healthy". */
export function TruthLine() {
  const { value: tunnels, failure, isOld } = useTunnels();
  const phase = useConnection((state) => state.phase);
  if (phase !== 'online') return <Line light="off">{phase === 'starting' ? 'Connecting…' : 'Not connected'}</Line>;
  if (tunnels === undefined || isOld)
    return <Line light="off">{failure === undefined ? 'Loading…' : 'The tunnels are not known'}</Line>;
  const light = aggregateLight(tunnels);
  return (
    <Line light={AGGREGATE_LIGHT[light]}>
      {summaryLine(tunnels)}
      <TotalRate tunnels={tunnels} />
      {light === 'online' && ' · all healthy'}
    </Line>
  );
}

function Line({
  light,
  children,
}: {
  light: (typeof AGGREGATE_LIGHT)[keyof typeof AGGREGATE_LIGHT];
  children: React.ReactNode;
}) {
  return (
    <p className={classes.line}>
      <StatusLight state={light} />
      <span className={classes.text}>{children}</span>
    </p>
  );
}

/** Requests per second of all http tunnels together, while any of them runs. */
function TotalRate({ tunnels }: { tunnels: readonly Tunnel[] }) {
  const recent = useMetrics((state) => state.recent);
  const rates = tunnels
    .filter((tunnel) => tunnel.kind === 'http')
    .flatMap((tunnel) => tunnelNumbers(recent[tunnel.id] ?? []).rate ?? []);
  if (rates.length === 0) return null;
  return ` · ${formatRate(rates.reduce((sum, rate) => sum + rate, 0))} req/s`;
}
