import { create } from 'zustand';
import type { RequestFilter } from '../../shared/contract/captured-request.ts';

interface RequestFilterState {
  filter: RequestFilter;
  change: (part: RequestFilter) => void;
  /** Puts another filter in its place, e.g. from a chart. */
  set: (filter: RequestFilter) => void;
}

/** What the Requests view is filtered by; kept over changes of view and reconnects. */
export const useRequestFilter = create<RequestFilterState>((set) => ({
  filter: {},
  change: (part) => set(({ filter }) => ({ filter: { ...filter, ...part } })),
  set: (filter) => set({ filter }),
}));
