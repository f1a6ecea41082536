import { Button, Skeleton } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { ChartPanel } from '../../charts/chart-panel.tsx';
import type { TimeWindow } from '../../charts/time-window.ts';
import { useChartTime } from '../../charts/use-chart-time.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { View } from '../../shell/view.tsx';
import { useRequestFilter } from '../../state/request-filter-store.ts';
import { useTunnels } from '../../state/stores.ts';
import { TunnelCharts } from './tunnel-charts.tsx';
import { useOverview } from './use-overview.ts';

const MS = 1000;

/** The traffic of all tunnels: together, and each for itself below, the worst first. */
export function MetricsView() {
  const tunnels = useTunnels((state) => state.value);
  return (
    <View title="Metrics">
      {tunnels === undefined ? (
        <Skeleton height={480} radius="lg" role="status" aria-label="Loading metrics" />
      ) : tunnels.length === 0 ? (
        <NoTunnels />
      ) : (
        <Traffic tunnels={tunnels} />
      )}
    </View>
  );
}

function NoTunnels() {
  const [, navigate] = useLocation();
  return (
    <EmptyState
      icon={IconChartLine}
      title="Nothing to measure yet"
      action={
        <Button variant="default" onClick={() => navigate('/')}>
          Share a service
        </Button>
      }
    >
      Charts of rate, errors and duration appear here once there is a tunnel.
    </EmptyState>
  );
}

function Traffic({ tunnels }: { tunnels: readonly Tunnel[] }) {
  const time = useChartTime();
  const { state, totals } = useOverview(time);
  const [, navigate] = useLocation();
  const onRequests = ({ min, max }: TimeWindow) => {
    useRequestFilter.getState().set({ from: Math.floor(min * MS), to: Math.ceil(max * MS) });
    navigate('/requests');
  };
  return (
    <>
      <ChartPanel title="All tunnels" kind="http" time={time} state={state} onRequests={onRequests} />
      <TunnelCharts tunnels={tunnels} totals={totals} time={time} />
    </>
  );
}
