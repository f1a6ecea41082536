import { Select } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import panel from '../../charts/chart-panel.module.css';
import type { ChartTime } from '../../charts/use-chart-time.ts';
import { inHeldOrder, type SortBy, sortTunnels } from './sort-tunnels.ts';
import classes from './tunnel-charts.module.css';
import { TunnelChartsRow } from './tunnel-charts-row.tsx';

/** Before a row is measured, px. */
const ROW_HEIGHT = 140;
/** Rows beyond the view, so that the next one is there for the Tab key and for scrolling. */
const OVERSCAN = 2;

const ORDERS: { value: SortBy; label: string }[] = [
  { value: 'worst', label: 'Worst first' },
  { value: 'errors', label: 'Most errors first' },
  { value: 'slow', label: 'Slowest first' },
  { value: 'busy', label: 'Busiest first' },
  { value: 'name', label: 'By name' },
];

interface TunnelChartsProps {
  tunnels: readonly Tunnel[];
  totals: ReadonlyMap<string, MetricsSample>;
  time: ChartTime;
}

/** Charts of each tunnel. Only the rows in view are drawn and asked for. */
export function TunnelCharts({ tunnels, totals, time }: TunnelChartsProps) {
  const [by, setBy] = useState<SortBy>('worst');
  const { sorted, hold, release } = useOrder(tunnels, totals, by);
  const list = useRef<HTMLUListElement>(null);
  const syncKey = useId();
  const virtualizer = useRows(list, sorted);
  return (
    <section className={panel.panel} aria-label="Each tunnel">
      <div className={panel.head}>
        <h2>Each tunnel</h2>
        <span className={panel.hint}>In the time that is chosen above</span>
        <Select
          aria-label="Order of the tunnels"
          size="xs"
          w={168}
          data={ORDERS}
          value={by}
          onChange={(value) => value !== null && setBy(value as SortBy)}
        />
      </div>
      <ul
        ref={list}
        className={classes.list}
        style={{ height: virtualizer.getTotalSize() }}
        aria-label="Charts of each tunnel"
        onPointerEnter={hold}
        onPointerLeave={release}
        onFocus={hold}
        onBlur={release}
      >
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const tunnel = sorted[index];
          return (
            tunnel && (
              <li
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                className={classes.row}
                style={{ transform: `translateY(${start - virtualizer.options.scrollMargin}px)` }}
                aria-label={tunnel.name}
                aria-setsize={sorted.length}
                aria-posinset={index + 1}
              >
                <TunnelChartsRow tunnel={tunnel} total={totals.get(tunnel.id)} time={time} syncKey={syncKey} />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

/** The order; it is held while the mouse or the keyboard is in the list, so that nothing moves away below them. */
function useOrder(tunnels: readonly Tunnel[], totals: ReadonlyMap<string, MetricsSample>, by: SortBy) {
  const [held, setHeld] = useState<readonly string[]>();
  const sorted = useMemo(
    () => (held === undefined ? sortTunnels(tunnels, totals, by) : inHeldOrder(tunnels, held)),
    [tunnels, totals, by, held],
  );
  const hold = () => setHeld((before) => before ?? sorted.map(({ id }) => id));
  return { sorted, hold, release: () => setHeld(undefined) };
}

/** The rows in view of the page's own scroller, which has the list somewhere in its middle. */
function useRows(list: { current: HTMLUListElement | null }, tunnels: readonly Tunnel[]) {
  const [margin, setMargin] = useState(0);
  const scroller = () => list.current?.closest('main') ?? null;
  // After each drawing: what stands above the list may have grown.
  useLayoutEffect(() => {
    const [element, main] = [list.current, scroller()];
    if (element === null || main === null) return;
    const next = element.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop;
    setMargin((before) => (Math.abs(before - next) < 1 ? before : next));
  });
  return useVirtualizer({
    count: tunnels.length,
    getScrollElement: scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: margin,
    getItemKey: (index) => tunnels[index]?.id ?? index,
  });
}
