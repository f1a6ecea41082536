import { useLocation } from 'wouter';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { ChartPanel } from '../../charts/chart-panel.tsx';
import type { TimeWindow } from '../../charts/time-window.ts';
import { useChartTime } from '../../charts/use-chart-time.ts';
import { useHistory } from '../../charts/use-history.ts';
import { useRequestFilter } from '../../state/request-filter-store.ts';

const MS = 1000;

/** Live charts of a tunnel. A part of their time leads to the requests that were under way in it. */
export function Charts({ tunnel: { id, kind } }: { tunnel: Tunnel }) {
  const time = useChartTime();
  const state = useHistory(id, time.range, time.zoom);
  const [, navigate] = useLocation();
  const onRequests = ({ min, max }: TimeWindow) => {
    useRequestFilter.getState().set({ tunnelId: id, from: Math.floor(min * MS), to: Math.ceil(max * MS) });
    navigate('/requests');
  };
  return (
    <ChartPanel
      title="Traffic"
      kind={kind}
      time={time}
      state={state}
      onRequests={kind === 'http' ? onRequests : undefined}
    />
  );
}
