import { type KeyboardEvent, useState } from 'react';
import { type TimeWindow, zoomed } from './time-window.ts';

/** One press of plus shows half of what was shown. */
const ZOOM_STEP = 2;

interface ChartKeys {
  /** Index that the keys moved the cursor to; null while the mouse leads it. */
  pointed: number | null;
  /** The mouse takes the cursor over. */
  release: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

interface Charted {
  times: readonly number[];
  /** Where the cursor is, whoever led it there. */
  cursor: number | null;
  shown: TimeWindow;
  whole: TimeWindow;
  setZoom: (zoom: TimeWindow | undefined) => void;
  /** Enter: what is at the cursor. */
  onEnter: (index: number) => void;
}

/** Lets keys do what the mouse does in charts: arrows move the cursor, plus and minus zoom, Enter shows the requests of the moment, Escape everything again. */
export function useChartKeys({ times, cursor, shown, whole, setZoom, onEnter }: Charted): ChartKeys {
  const [pointed, setPointed] = useState<number | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = pointed ?? cursor ?? times.length - 1;
    const next = pointedBy(event.key, at, times.length);
    const around = times[at] ?? shown.max;
    if (next !== undefined) setPointed(next);
    else if (event.key === '+') setZoom(zoomed(shown, around, 1 / ZOOM_STEP, whole));
    else if (event.key === '-') setZoom(zoomed(shown, around, ZOOM_STEP, whole));
    else if (event.key === 'Escape') setZoom(undefined);
    else if (event.key === 'Enter' && times[at] !== undefined) onEnter(at);
    else return;
    event.preventDefault();
  };
  return { pointed, release: () => setPointed(null), onKeyDown };
}

/** Where the arrow keys lead the cursor. */
function pointedBy(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'ArrowRight') return Math.min(count - 1, at + 1);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
