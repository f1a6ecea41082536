import { create } from 'zustand';

interface TroubleFilterState {
  /** The tunnels that the list shows alone; undefined: it shows all. */
  ids: ReadonlySet<string> | undefined;
  /** Shows these alone, beside those that are shown so already: a row that is mended does not go away under the hand that mends it. */
  show: (ids: readonly string[]) => void;
  showAll: () => void;
}

/** Whether the list of tunnels is narrowed down to those in trouble. */
export const useTroubleFilter = create<TroubleFilterState>((set) => ({
  ids: undefined,
  show: (ids) => set((state) => ({ ids: new Set([...(state.ids ?? []), ...ids]) })),
  showAll: () => set({ ids: undefined }),
}));
