import { create, type StoreApi, type UseBoundStore } from 'zustand';

interface DraftsState<Form> {
  /** By tunnel id: what stands in the form and is not saved. */
  drafts: Readonly<Record<string, Form | undefined>>;
  set: (tunnelId: string, draft: Form | undefined) => void;
}

/** What the user began to change in one form of each tunnel. */
export type Drafts<Form> = UseBoundStore<StoreApi<DraftsState<Form>>>;

/** Makes the store of what is begun in a form: kept over changes of view, in memory only. */
export function createDrafts<Form>(): Drafts<Form> {
  return create<DraftsState<Form>>((set) => ({
    drafts: {},
    set: (tunnelId, draft) => set(({ drafts }) => ({ drafts: { ...drafts, [tunnelId]: draft } })),
  }));
}
