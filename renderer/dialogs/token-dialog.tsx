import { Button, Modal, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Server } from '../../shared/contract/server.ts';
import { toast } from '../actions/toast.tsx';
import { ask } from '../rpc/ask.ts';
import classes from './dialog.module.css';

/** Takes a new token for a server. It goes into the vault and is never shown again. */
export function TokenDialog({ server, onClose }: { server: Server; onClose: () => void }) {
  const [token, setToken] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() === '') return setWrong('Paste the token that your exit server gave you.');
    setSaving(true);
    const answer = await ask((client) => client.servers.setToken({ id: server.id, token }));
    setSaving(false);
    if (!answer.ok) return setWrong(answer.message);
    toast(`Saved the new token of ${server.label}.`, { tone: 'good' });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`New token for ${server.label}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <PasswordInput
          data-autofocus
          label="Token"
          description="It is stored on this computer and never shown again."
          value={token}
          onChange={(event) => {
            setToken(event.currentTarget.value);
            setWrong(undefined);
          }}
          error={wrong}
          autoComplete="off"
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Save token
          </Button>
        </div>
      </form>
    </Modal>
  );
}
