import { create } from 'zustand';

interface DraftState {
  /** What stands in the share field. */
  target: string;
  setTarget: (target: string) => void;
  /** Counts the wishes to have the cursor in the share field. */
  focusWish: number;
  wishFocus: () => void;
}

/** What the user began to type; kept over reconnects and changes of view. */
export const useDraft = create<DraftState>((set) => ({
  target: '',
  setTarget: (target) => set({ target }),
  focusWish: 0,
  wishFocus: () => set(({ focusWish }) => ({ focusWish: focusWish + 1 })),
}));
