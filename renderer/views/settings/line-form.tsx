import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { toast } from '../../actions/toast.tsx';
import classes from './network-form.module.css';

/** What came of an act: said below the field. */
export interface Outcome {
  good: boolean;
  message: string;
}

interface LineFormProps {
  /** Of the form, of the input and of the hint. */
  id: string;
  label: string;
  hint: string;
  button: string;
  kept: string;
  /** Saves what was typed. Returns what is wrong, or undefined. */
  save: (text: string) => Promise<string | undefined>;
  /** Something else to do with what was typed, before it is saved. */
  act?: { label: string; run: (text: string) => Promise<Outcome> };
}

/** A setting that is one line of text, saved by its own button. */
export function LineForm({ id, label, hint, button, kept, save, act }: LineFormProps) {
  const [text, setText] = useState(kept);
  const [outcome, setOutcome] = useState<Outcome>();
  const [busy, setBusy] = useState<'save' | 'act'>();
  const typed = text.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy('save');
    const problem = await save(typed);
    setBusy(undefined);
    setOutcome(problem === undefined ? undefined : { good: false, message: problem });
    if (problem === undefined) toast(typed === '' ? `${label}: none any more.` : `${label}: saved.`, { tone: 'good' });
  };
  const run = async (what: NonNullable<typeof act>) => {
    setBusy('act');
    setOutcome(undefined);
    setOutcome(await what.run(typed));
    setBusy(undefined);
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate aria-label={label}>
      <TextInput
        className={classes.field ?? ''}
        label={label}
        aria-describedby={`${id}-hint`}
        placeholder="None"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setOutcome(undefined);
        }}
        error={outcome?.good === false}
        autoComplete="off"
        spellCheck={false}
      />
      {act !== undefined && (
        <Button variant="default" loading={busy === 'act'} disabled={typed === ''} onClick={() => void run(act)}>
          {act.label}
        </Button>
      )}
      <Button type="submit" variant="default" loading={busy === 'save'} disabled={typed === kept}>
        {button}
      </Button>
      {outcome === undefined ? (
        <p className={classes.hint} id={`${id}-hint`}>
          {hint}
        </p>
      ) : (
        <p className={outcome.good ? classes.good : classes.wrong} role={outcome.good ? 'status' : 'alert'}>
          {outcome.message}
        </p>
      )}
    </form>
  );
}
