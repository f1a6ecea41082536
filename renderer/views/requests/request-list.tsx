import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { RequestSummary } from '../../../shared/contract/captured-request.ts';
import classes from './request-list.module.css';
import { RequestRow } from './request-row.tsx';

const ROW_HEIGHT = 36;
/** Rows beyond the view, so that fast scrolling shows no holes. */
const OVERSCAN = 12;
/** The next page is asked for this many rows before the end. */
const AHEAD = 40;

interface RequestListProps {
  rows: readonly RequestSummary[];
  selected: number | undefined;
  onSelect: (id: number) => void;
  onMore: () => void;
  /** Names of tunnels by id; undefined: the column is left out. */
  names: ReadonlyMap<string, string> | undefined;
}

/** The table of requests. Only the rows in view are drawn. */
export function RequestList({ rows, selected, onSelect, onMore, names }: RequestListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onMore();
  }, [last, rows.length, onMore]);

  const choose = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    onSelect(row.id);
    virtualizer.scrollToIndex(rows.indexOf(row));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex(({ id }) => id === selected);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + 10,
      PageUp: at - 10,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };
  const isShown = items.some(({ index }) => rows[index]?.id === selected);
  return (
    <div className={classes.frame} data-names={names !== undefined}>
      <div className={classes.head} aria-hidden="true">
        <span>Time</span>
        <span>Method</span>
        <span>Status</span>
        <span>Path</span>
        {names && <span>Tunnel</span>}
        <span className={classes.right}>Duration</span>
        <span className={classes.right}>Size</span>
      </div>
      <div
        ref={scroller}
        className={classes.scroller}
        role="listbox"
        aria-label="Requests, newest first"
        aria-activedescendant={isShown ? `request-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className={classes.rows} style={{ height: virtualizer.getTotalSize() }} role="presentation">
          {items.map(({ index, start }) => {
            const row = rows[index];
            return (
              row && (
                <RequestRow
                  key={row.id}
                  row={row}
                  top={start}
                  position={index + 1}
                  count={rows.length}
                  isSelected={row.id === selected}
                  onSelect={onSelect}
                  tunnel={names && (names.get(row.tunnelId) ?? 'deleted')}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}
