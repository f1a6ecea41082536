import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Network, NetworkChange } from '../../../shared/contract/network.ts';
import { toast } from '../../actions/toast.tsx';
import type { Answer } from '../../rpc/answer.ts';
import classes from './network-form.module.css';

interface CaFileFormProps {
  network: Network;
  change: (part: NetworkChange) => Promise<Answer<Network>>;
}

/** The file of certificate authorities that are trusted beside those of the system. */
export function CaFileForm({ network, change }: CaFileFormProps) {
  const [file, setFile] = useState(network.caFile ?? '');
  const [wrong, setWrong] = useState<string>();
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    const answer = await change({ caFile: file });
    setSaving(false);
    if (!answer.ok) return setWrong(answer.message);
    toast(file.trim() === '' ? 'No file of CAs is used any more.' : 'Saved the file of CAs.', { tone: 'good' });
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate aria-label="More CAs">
      <TextInput
        className={classes.field ?? ''}
        label="More certificate authorities"
        aria-describedby="ca-file-hint"
        placeholder="None"
        value={file}
        onChange={(event) => {
          setFile(event.currentTarget.value);
          setWrong(undefined);
        }}
        error={wrong !== undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" variant="default" loading={saving} disabled={file.trim() === (network.caFile ?? '')}>
        Save
      </Button>
      {wrong === undefined ? (
        <p className={classes.hint} id="ca-file-hint">
          A PEM file on this computer. Those of the system are trusted without it.
        </p>
      ) : (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}
