import { useEffect, useMemo, useState } from 'react';
import type { MadeSecrets } from '../../../shared/contract/rules.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import { checkRulesForm, errorOfAnswer, type RulesErrors } from './check-rules-form.ts';
import { useRulesDrafts } from './rules-drafts.ts';
import { hostHeaderOf, isChanged, type RulesForm, rulesEditOf, rulesFormOf } from './rules-form.ts';

const NO_ERRORS: RulesErrors = {};

/** The rules of a tunnel as they are being edited. */
export interface RulesDraft {
  readonly form: RulesForm;
  readonly errors: RulesErrors;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** Secrets of the last save, which are shown once. */
  readonly made: MadeSecrets | undefined;
  change(part: Partial<RulesForm>): void;
  discard(): void;
  /** Resolves with whether it was saved. */
  save(): Promise<boolean>;
  forgetMade(): void;
}

/** Follows the rules that hold until the user changes something, then keeps what stands in the form until it is saved or discarded. */
export function useRulesDraft(tunnel: Tunnel): RulesDraft {
  const { id } = tunnel;
  const draft = useRulesDrafts((state) => state.drafts[id]);
  const setDraft = useRulesDrafts((state) => state.set);
  // What a save answered, until the engine's own news of the tunnel are here.
  const [answered, setAnswered] = useState<Tunnel>();
  const now = answered ?? tunnel;
  // Any news of the tunnel is newer than the answer.
  useEffect(() => setAnswered(undefined), [tunnel]);
  const held = useMemo(
    () => rulesFormOf({ rules: now.rules, hostHeader: now.hostHeader }),
    [now.rules, now.hostHeader],
  );
  const form = draft ?? held;
  const [isChecked, setChecked] = useState(false);
  const [refused, setRefused] = useState(NO_ERRORS);
  const [isSaving, setSaving] = useState(false);
  const [made, setMade] = useState<MadeSecrets>();
  const mistakes = isChecked && draft !== undefined ? checkRulesForm(draft, Date.now()) : NO_ERRORS;

  const reset = () => {
    setDraft(id, undefined);
    setChecked(false);
    setRefused(NO_ERRORS);
  };
  const save = async () => {
    setChecked(true);
    if (Object.keys(checkRulesForm(form, Date.now())).length > 0) return false;
    setSaving(true);
    const rules = rulesEditOf(form);
    const hostHeader = tunnel.kind === 'http' ? { hostHeader: hostHeaderOf(form) } : {};
    const answer = await ask((client) => client.rules.update({ id, rules, ...hostHeader }));
    setSaving(false);
    if (!answer.ok) {
      setRefused(errorOfAnswer(form, answer.path ?? answer.field, answer.message));
      return false;
    }
    reset();
    setAnswered(answer.value.tunnel);
    setMade(answer.value.made);
    toast(tunnel.enabled ? 'Applied without dropping a connection.' : 'Saved.', { tone: 'good' });
    return true;
  };
  return {
    form,
    errors: { ...mistakes, ...refused },
    isChanged: draft !== undefined && isChanged(draft, now),
    isSaving,
    made,
    change: (part) => {
      setRefused(NO_ERRORS);
      setDraft(id, { ...form, ...part });
    },
    discard: reset,
    save,
    forgetMade: () => setMade(undefined),
  };
}
