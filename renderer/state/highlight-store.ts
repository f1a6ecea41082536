import { create } from 'zustand';

interface HighlightState {
  /** The tunnel whose row is to be brought into view and lit up for a moment. */
  tunnelId: string | undefined;
  /** Counts, so that the same row can be asked for again. */
  wish: number;
  highlight: (tunnelId: string) => void;
  /** The row was shown: it does not light up again when the list is opened the next time. */
  done: (tunnelId: string) => void;
}

/** Leads the eye to a row: after a share, and from a chip that is shared already. */
export const useHighlight = create<HighlightState>((set) => ({
  tunnelId: undefined,
  wish: 0,
  highlight: (tunnelId) => set(({ wish }) => ({ tunnelId, wish: wish + 1 })),
  done: (tunnelId) => set((state) => (state.tunnelId === tunnelId ? { tunnelId: undefined } : state)),
}));
