import { create } from 'zustand';
import type { RulesForm } from './rules-form.ts';

interface RulesDraftsState {
  /** By tunnel id: what stands in its Rules tab and is not saved. */
  drafts: Readonly<Record<string, RulesForm | undefined>>;
  set: (tunnelId: string, draft: RulesForm | undefined) => void;
}

/** What the user began to change; kept over changes of view, and in memory only, since new passwords are in it. */
export const useRulesDrafts = create<RulesDraftsState>((set) => ({
  drafts: {},
  set: (tunnelId, draft) => set(({ drafts }) => ({ drafts: { ...drafts, [tunnelId]: draft } })),
}));
