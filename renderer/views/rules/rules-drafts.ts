import { createDrafts } from '../../state/create-drafts.ts';
import type { RulesForm } from './rules-form.ts';

/** What the user began to change in Rules tabs; new passwords are in it. */
export const useRulesDrafts = createDrafts<RulesForm>();
