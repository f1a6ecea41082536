import { create } from 'zustand';
import type { SetUpFile } from '../../shared/contract/set-up.ts';

interface SetUpDraft {
  place: 'cloud-init' | 'systemd' | 'compose';
  address: string;
  email: string;
  names: string;
  /** The file of the server that is waited for: it is told once, and kept while the page is open. */
  file: SetUpFile | undefined;
  set: (change: Partial<Omit<SetUpDraft, 'set'>>) => void;
}

/** What the user typed of a server that is to be set up; kept over reconnects and changes of view. */
export const useSetUpDraft = create<SetUpDraft>((set) => ({
  place: 'cloud-init',
  address: '',
  email: '',
  names: '',
  file: undefined,
  set: (change) => set(change),
}));
