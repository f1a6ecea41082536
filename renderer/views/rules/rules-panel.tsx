import { Button } from '@mantine/core';
import { IconLock, IconWorld } from '@tabler/icons-react';
import { type FormEvent, useRef } from 'react';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { useNow } from '../../components/use-now.ts';
import { hasPart } from '../../format/fitting-rules.ts';
import { isOpenToAll, rulesWords } from '../../format/rules-words.ts';
import { AccessSection } from './access-section.tsx';
import { HeadersSection } from './headers-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { MadeSecretsDialog } from './made-secrets-dialog.tsx';
import { PathsSection } from './paths-section.tsx';
import classes from './rules-view.module.css';
import { UntilSection } from './until-section.tsx';
import { type RulesDraft, useRulesDraft } from './use-rules-draft.ts';

/** Who may use a tunnel, what is changed on the way, and until when. Changes hold once they are saved, and break nothing off. */
export function RulesPanel({ tunnel }: { tunnel: Tunnel }) {
  const draft = useRulesDraft(tunnel);
  const element = useRef<HTMLFormElement>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!draft.isChanged || draft.isSaving || (await draft.save())) return;
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const { kind } = tunnel;
  const { form, errors, change, made } = draft;
  const section = { kind, form, errors, change };
  return (
    <form
      ref={element}
      className={classes.form}
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label={`Rules of ${tunnel.name}`}
    >
      <Summary tunnel={tunnel} />
      <div className={classes.panel}>
        {hasPart(kind, 'accounts') && <AccessSection {...section} />}
        {hasPart(kind, 'addresses') && <LimitsSection {...section} />}
        {hasPart(kind, 'host') && <HeadersSection {...section} />}
        {hasPart(kind, 'paths') && <PathsSection {...section} />}
        <UntilSection {...section} />
      </div>
      {errors.form !== undefined && (
        <p className={classes.general} role="alert">
          {errors.form}
        </p>
      )}
      {draft.isChanged && <SaveBar draft={draft} />}
      {made !== undefined && made.tokens.length + made.links.length > 0 && (
        <MadeSecretsDialog made={made} onClose={draft.forgetMade} />
      )}
    </form>
  );
}

/** What holds now, whatever stands in the form. */
function Summary({ tunnel }: { tunnel: Tunnel }) {
  const now = useNow(true, 60_000);
  const isOpen = isOpenToAll(tunnel.kind, tunnel.rules);
  const Sign = isOpen ? IconWorld : IconLock;
  return (
    <p className={classes.summary} data-closed={!isOpen}>
      <Sign className={classes.sign} size={18} stroke={1.75} aria-hidden="true" />
      <span>{rulesWords(tunnel.kind, tunnel.rules, now).join(' · ')}</span>
    </p>
  );
}

function SaveBar({ draft: { errors, isSaving, discard } }: { draft: RulesDraft }) {
  const wrong = Object.keys(errors).length;
  return (
    <div className={classes.bar}>
      <p role="status" data-bad={wrong > 0}>
        {wrong === 0 ? 'Not saved yet.' : wrong === 1 ? 'One field is wrong.' : `${wrong} fields are wrong.`}
      </p>
      <Button variant="default" onClick={discard} disabled={isSaving}>
        Discard
      </Button>
      <Button type="submit" loading={isSaving}>
        Save
      </Button>
    </div>
  );
}
