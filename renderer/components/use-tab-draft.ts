import { useEffect, useState } from 'react';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import type { Drafts } from '../state/create-drafts.ts';
import type { TabDraft } from './tab-form.tsx';

type Errors = TabDraft['errors'];
const NO_ERRORS: Errors = {};

interface TabDraftParts<Form> {
  tunnelId: string;
  drafts: Drafts<Form>;
  /** The form as the engine has it. */
  held: Form;
  isChanged: (draft: Form) => boolean;
  /** Says what is wrong with each field, before anything is sent. */
  check: (form: Form) => Errors;
  /** Resolves with what the engine finds wrong; undefined: it was saved. */
  send: (form: Form) => Promise<Errors | undefined>;
}

/** A tab's form as it is being edited. */
export interface TabDraftOf<Form> extends TabDraft {
  readonly form: Form;
  change(part: Partial<Form>): void;
}

/** Follows what the engine has until the user changes something, then keeps what stands in the form until it is saved or discarded. */
export function useTabDraft<Form>(parts: TabDraftParts<Form>): TabDraftOf<Form> {
  const { tunnelId, drafts, held, isChanged, check, send } = parts;
  const draft = drafts((state) => state.drafts[tunnelId]);
  const setDraft = drafts((state) => state.set);
  const form = draft ?? held;
  const [isChecked, setChecked] = useState(false);
  const [refused, setRefused] = useState(NO_ERRORS);
  const [isSaving, setSaving] = useState(false);
  const reset = () => {
    setDraft(tunnelId, undefined);
    setChecked(false);
    setRefused(NO_ERRORS);
  };
  const save = async () => {
    setChecked(true);
    if (Object.keys(check(form)).length > 0) return false;
    setSaving(true);
    const wrong = await send(form);
    setSaving(false);
    if (wrong !== undefined) setRefused(wrong);
    // What was typed while the answer was on its way is not saved yet.
    else if (drafts.getState().drafts[tunnelId] === draft) reset();
    return wrong === undefined;
  };
  return {
    form,
    errors: { ...(isChecked && draft !== undefined ? check(draft) : NO_ERRORS), ...refused },
    isChanged: draft !== undefined && isChanged(draft),
    isSaving,
    change: (part) => {
      setRefused(NO_ERRORS);
      setDraft(tunnelId, { ...form, ...part });
    },
    discard: reset,
    save,
  };
}

/** The tunnel as a save answered, until the engine's own news of it are here: any news is newer than the answer. */
export function useAnswered(tunnel: Tunnel): [now: Tunnel, setAnswered: (answered: Tunnel) => void] {
  const [answered, setAnswered] = useState<Tunnel>();
  useEffect(() => setAnswered(undefined), [tunnel]);
  return [answered ?? tunnel, setAnswered];
}
