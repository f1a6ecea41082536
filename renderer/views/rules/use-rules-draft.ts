import { useMemo, useState } from 'react';
import type { MadeSecrets } from '../../../shared/contract/rules.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { toast } from '../../actions/toast.tsx';
import { type TabDraftOf, useAnswered, useTabDraft } from '../../components/use-tab-draft.ts';
import { ask } from '../../rpc/ask.ts';
import { checkRulesForm, errorOfAnswer } from './check-rules-form.ts';
import { useRulesDrafts } from './rules-drafts.ts';
import { hostHeaderOf, isChanged, type RulesForm, rulesEditOf, rulesFormOf } from './rules-form.ts';

/** The rules of a tunnel as they are being edited. */
export interface RulesDraft extends TabDraftOf<RulesForm> {
  /** Secrets of the last save, which are shown once. */
  readonly made: MadeSecrets | undefined;
  forgetMade(): void;
}

/** Edits the rules of a tunnel. */
export function useRulesDraft(tunnel: Tunnel): RulesDraft {
  const { id } = tunnel;
  const [now, setAnswered] = useAnswered(tunnel);
  const held = useMemo(
    () => rulesFormOf({ rules: now.rules, hostHeader: now.hostHeader }),
    [now.rules, now.hostHeader],
  );
  const [made, setMade] = useState<MadeSecrets>();
  const send = async (form: RulesForm) => {
    const rules = rulesEditOf(form);
    const hostHeader = tunnel.kind === 'http' ? { hostHeader: hostHeaderOf(form) } : {};
    const answer = await ask((client) => client.rules.update({ id, rules, ...hostHeader }));
    if (!answer.ok) return errorOfAnswer(form, answer.path ?? answer.field, answer.message);
    setAnswered(answer.value.tunnel);
    setMade(answer.value.made);
    toast(tunnel.enabled ? 'Applied without dropping a connection.' : 'Saved.', { tone: 'good' });
    return undefined;
  };
  const draft = useTabDraft({
    tunnelId: id,
    drafts: useRulesDrafts,
    held,
    isChanged: (form) => isChanged(form, now),
    check: (form) => checkRulesForm(form, Date.now()),
    send,
  });
  return { ...draft, made, forgetMade: () => setMade(undefined) };
}
