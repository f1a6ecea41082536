import { create } from 'zustand';

/** Which input of the edit dialog has the cursor first. */
export type EditField = 'name' | 'target' | 'serverId';

/** A dialog that anything in the page may open. */
export type Dialog =
  | { kind: 'edit'; tunnelId: string; field: EditField }
  | { kind: 'token'; serverId: string }
  /** `serverId`: the server that asks for one. */
  | { kind: 'licence'; serverId?: string }
  | { kind: 'forward' }
  | { kind: 'private' }
  | { kind: 'import' }
  | undefined;

interface DialogState {
  dialog: Dialog;
  open: (dialog: Dialog) => void;
  close: () => void;
}

/** The one dialog that is open, or none. */
export const useDialog = create<DialogState>((set) => ({
  dialog: undefined,
  open: (dialog) => set({ dialog }),
  close: () => set({ dialog: undefined }),
}));
