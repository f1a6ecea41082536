import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { SignatureProvider } from '../../../shared/contract/signing-secret.ts';
import { ask } from '../../rpc/ask.ts';
import { PROVIDER_NAMES } from './provider-names.ts';
import classes from './signature-check.module.css';

interface SecretFormProps {
  provider: SignatureProvider;
  onAdded: (secretId: string) => void;
  onCancel: (() => void) | undefined;
}

/** Takes the secret of a webhook. It goes into the vault and is never shown again. */
export function SecretForm({ provider, onAdded, onCancel }: SecretFormProps) {
  const [label, setLabel] = useState(PROVIDER_NAMES[provider]);
  const [secret, setSecret] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (secret.trim() === '')
      return setWrong(`Paste the secret that ${PROVIDER_NAMES[provider]} shows for this webhook.`);
    setSaving(true);
    const answer = await ask((client) => client.requests.signatures.add({ label, provider, secret }));
    setSaving(false);
    if (!answer.ok) return setWrong(answer.message);
    onAdded(answer.value.id);
  };
  return (
    <form className={classes.choice} onSubmit={(event) => void submit(event)} noValidate aria-label="New secret">
      <TextInput label="Name" value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
      <PasswordInput
        className={classes.secret ?? ''}
        label={`Secret of ${PROVIDER_NAMES[provider]}`}
        description="It is stored on this computer and never shown again."
        value={secret}
        onChange={(event) => {
          setSecret(event.currentTarget.value);
          setWrong(undefined);
        }}
        error={wrong}
        autoComplete="off"
      />
      <Button type="submit" loading={isSaving}>
        Save and check
      </Button>
      {onCancel !== undefined && (
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </form>
  );
}
