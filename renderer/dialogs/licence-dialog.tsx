import { Button, FileButton, Modal, Select, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Server } from '../../shared/contract/server.ts';
import { toast } from '../actions/toast.tsx';
import { ask } from '../rpc/ask.ts';
import classes from './dialog.module.css';

/** What stands for "wherever it is taken" in the list of servers. */
const ANY = 'any';
/** The contract takes no more, and no licence is as long. */
const MAX_FILE = 16_384;

interface LicenceDialogProps {
  servers: readonly Server[];
  /** The server that asks for a licence, where one does. */
  askedBy: string | undefined;
  onClose: () => void;
}

/** Takes a licence from a paste or a file. It goes into the vault and is never shown again. */
export function LicenceDialog({ servers, askedBy, onClose }: LicenceDialogProps) {
  const [text, setText] = useState('');
  const [serverId, setServerId] = useState(askedBy ?? ANY);
  const [errors, setErrors] = useState<{ text?: string; serverId?: string }>({});
  const [saving, setSaving] = useState(false);
  const own = servers.filter(({ embedded }) => !embedded);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return setErrors({ text: 'Paste a licence, a key or a link, or choose the file.' });
    setSaving(true);
    const chosen = serverId === ANY ? {} : { serverId };
    const answer = await ask((client) => client.licences.import({ text, ...chosen }));
    setSaving(false);
    if (!answer.ok) return setErrors({ [answer.field === 'serverId' ? 'serverId' : 'text']: answer.message });
    toast(`Added the licence ${answer.value.plan} of ${answer.value.holder}.`, { tone: 'good' });
    onClose();
  };
  const read = async (file: File | null) => {
    if (file === null) return;
    if (file.size > MAX_FILE) return setErrors({ text: `${file.name} is too large to be a licence.` });
    setText(await file.text());
    setErrors({});
  };
  return (
    <Modal opened onClose={onClose} title="Add a licence" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <Textarea
          data-autofocus
          label="Licence, key or link"
          placeholder="XXXX-XXXX-XXXX-XXXX-XXXX"
          minRows={4}
          rows={4}
          classNames={{ input: classes.mono ?? '' }}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setErrors({});
          }}
          error={errors.text}
          autoComplete="off"
          spellCheck={false}
        />
        {own.length > 0 && (
          <Select
            label="For"
            data={[
              { value: ANY, label: 'All servers that take it' },
              ...own.map(({ id, label }) => ({ value: id, label })),
            ]}
            value={serverId}
            onChange={(value) => value !== null && setServerId(value)}
            error={errors.serverId}
          />
        )}
        <div className={classes.buttons}>
          <FileButton onChange={(file) => void read(file)}>
            {(props) => (
              <Button {...props} variant="subtle">
                Choose a file…
              </Button>
            )}
          </FileButton>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Add licence
          </Button>
        </div>
      </form>
    </Modal>
  );
}
