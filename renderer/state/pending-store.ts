import { create } from 'zustand';

interface PendingState {
  /** Targets whose share is under way. */
  sharing: ReadonlySet<string>;
  begin: (target: string) => void;
  end: (target: string) => void;
}

/** Shares that wait for their answer; a second click on the same target does nothing. */
export const usePending = create<PendingState>((set) => ({
  sharing: new Set(),
  begin: (target) => set(({ sharing }) => ({ sharing: new Set(sharing).add(target) })),
  end: (target) => set(({ sharing }) => ({ sharing: new Set([...sharing].filter((other) => other !== target)) })),
}));
