import { useState } from 'react';
import type { TimeWindow } from './time-window.ts';

/** The time that charts show, and what is marked in it. */
export interface ChartTime {
  /** The last so many seconds. */
  range: number;
  /** The part of it that is looked at. */
  zoom: TimeWindow | undefined;
  /** The step that was clicked. */
  picked: TimeWindow | undefined;
  setRange: (range: number) => void;
  setZoom: (zoom: TimeWindow | undefined) => void;
  pick: (picked: TimeWindow | undefined) => void;
}

/** s */
const FIRST_RANGE = 300;

/** Keeps the time of one set of charts. */
export function useChartTime(): ChartTime {
  const [range, chooseRange] = useState<number>(FIRST_RANGE);
  const [zoom, zoomTo] = useState<TimeWindow>();
  const [picked, pick] = useState<TimeWindow>();
  // What was clicked is not to be found again in another time.
  const setZoom = (next: TimeWindow | undefined) => {
    pick(undefined);
    zoomTo(next);
  };
  const setRange = (next: number) => {
    setZoom(undefined);
    chooseRange(next);
  };
  return { range, zoom, picked, setRange, setZoom, pick };
}
