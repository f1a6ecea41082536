import { Button, Modal, Select, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { MadeToken } from '../../shared/contract/made-token.ts';
import type { Server } from '../../shared/contract/server.ts';
import { ask } from '../rpc/ask.ts';
import classes from './dialog.module.css';
import { LIFETIMES, readTokenForm, type TokenField, type TokenForm } from './token-form.ts';

interface MakeTokenDialogProps {
  server: Server;
  onMade: (made: MadeToken) => void;
  onClose: () => void;
}

const EMPTY: TokenForm = {
  label: '',
  names: '',
  tcp: '',
  forward: '',
  maxTunnels: '',
  lifetime: 'never',
  admin: false,
};

/** Asks for what a token may do, and has the exit server make it. */
export function MakeTokenDialog({ server, onMade, onClose }: MakeTokenDialogProps) {
  const [form, setForm] = useState(EMPTY);
  const [errors, setErrors] = useState<Partial<Record<TokenField, string>>>({});
  const [failure, setFailure] = useState<string>();
  const [making, setMaking] = useState(false);
  const change = (part: Partial<TokenForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setErrors({});
    setFailure(undefined);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { token, errors: wrong } = readTokenForm(form, Date.now());
    if (token === undefined) return setErrors(wrong);
    setMaking(true);
    const answer = await ask((client) => client.servers.tokens.create({ id: server.id, token }));
    setMaking(false);
    if (answer.ok) return onMade(answer.value);
    if (answer.field === 'label') setErrors({ label: answer.message });
    else setFailure(answer.message);
  };
  const field = (name: TokenField) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
    error: errors[name],
    autoComplete: 'off',
    spellCheck: false,
  });
  const mono = { classNames: { input: classes.mono ?? '' } };
  return (
    <Modal opened onClose={onClose} title={`New token of ${server.label}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextInput data-autofocus label="For" placeholder="Ada’s laptop" {...field('label')} />
        <p className={classes.note}>
          Without the next three it may open any tunnel; with one of them, only what is listed.
        </p>
        <TextInput label="Names" placeholder="blog, *-dev" {...field('names')} {...mono} />
        <TextInput label="TCP ports" placeholder="10000-10010, 12000" {...field('tcp')} {...mono} />
        <TextInput label="Remote services" placeholder="db:5432" {...field('forward')} {...mono} />
        <div className={classes.pair}>
          <TextInput label="Tunnels at once" placeholder="Any number" inputMode="numeric" {...field('maxTunnels')} />
          <Select
            label="Expires"
            data={[...LIFETIMES]}
            value={form.lifetime}
            onChange={(lifetime) => lifetime !== null && change({ lifetime })}
          />
        </div>
        <Switch
          label="May manage tokens and see all clients (admin)"
          checked={form.admin}
          onChange={(event) => change({ admin: event.currentTarget.checked })}
        />
        {failure !== undefined && (
          <p className={classes.general} role="alert">
            {failure}
          </p>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={making}>
            Make token
          </Button>
        </div>
      </form>
    </Modal>
  );
}
