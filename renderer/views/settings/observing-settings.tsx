import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Preferences } from '../../../shared/contract/settings.ts';
import { toast } from '../../actions/toast.tsx';
import { checkPort } from '../../format/check-port.ts';
import { ask } from '../../rpc/ask.ts';
import classes from './network-form.module.css';

interface LineFormProps {
  /** Of the form, of the input and of the hint. */
  id: string;
  label: string;
  hint: string;
  button: string;
  kept: string;
  /** Saves what was typed. Returns what is wrong, or undefined. */
  save: (text: string) => Promise<string | undefined>;
}

/** Who is told of alerts, and where programs read the metrics. */
export function ObservingSettings({ preferences }: { preferences: Preferences }) {
  return (
    <>
      <LineForm
        id="alert-webhook"
        label="Webhook for alerts"
        hint="Each alert is sent there as JSON by POST, once when it begins and once when it is over."
        button="Save webhook"
        kept={preferences.alertWebhook ?? ''}
        save={(alertWebhook) => update({ alertWebhook })}
      />
      <LineForm
        id="metrics-port"
        label="Port for metrics"
        hint="Serves /metrics for Prometheus, /livez, /readyz and /healthz to this computer alone."
        button="Save port"
        kept={
          preferences.metricsPort === undefined || preferences.metricsPort === null
            ? ''
            : String(preferences.metricsPort)
        }
        save={(text) => savePort(text)}
      />
    </>
  );
}

function LineForm({ id, label, hint, button, kept, save }: LineFormProps) {
  const [text, setText] = useState(kept);
  const [wrong, setWrong] = useState<string>();
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    const problem = await save(text.trim());
    setSaving(false);
    setWrong(problem);
    if (problem === undefined)
      toast(text.trim() === '' ? `${label}: none any more.` : `${label}: saved.`, { tone: 'good' });
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
          setWrong(undefined);
        }}
        error={wrong !== undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" variant="default" loading={saving} disabled={text.trim() === kept}>
        {button}
      </Button>
      {wrong === undefined ? (
        <p className={classes.hint} id={`${id}-hint`}>
          {hint}
        </p>
      ) : (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}

async function savePort(text: string): Promise<string | undefined> {
  if (text === '') return update({ metricsPort: null });
  return checkPort(text) ?? (await update({ metricsPort: Number(text) }));
}

async function update(change: Partial<Preferences>): Promise<string | undefined> {
  const answer = await ask((client) => client.settings.update(change));
  return answer.ok ? undefined : answer.message;
}
