import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Network, NetworkChange } from '../../../shared/contract/network.ts';
import { toast } from '../../actions/toast.tsx';
import type { Answer } from '../../rpc/answer.ts';
import classes from './network-form.module.css';

interface ProxyFormProps {
  network: Network;
  change: (part: NetworkChange) => Promise<Answer<Network>>;
  onSaved: () => void;
}

/** The address of a proxy and its password, which is never shown again. */
export function ProxyForm({ network, change, onSaved }: ProxyFormProps) {
  const [url, setUrl] = useState(network.proxyUrl ?? '');
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    // An empty field leaves the password as it is; another address never gets it.
    const secret = password === '' ? {} : { proxyPassword: password };
    const answer = await change({ proxyMode: 'own', proxyUrl: url, ...secret });
    setSaving(false);
    if (!answer.ok) return setWrong(answer.message);
    setUrl(answer.value.proxyUrl ?? '');
    setPassword('');
    onSaved();
    toast('Saved the proxy.', { tone: 'good' });
  };
  const forget = async () => {
    const answer = await change({ proxyPassword: '' });
    if (answer.ok) toast('Removed the proxy’s password.', { tone: 'good' });
    else setWrong(answer.message);
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate aria-label="Own proxy">
      <TextInput
        className={classes.field ?? ''}
        label="Address of the proxy"
        placeholder="http://user@proxy.corp:3128 or socks5://…"
        value={url}
        onChange={(event) => {
          setUrl(event.currentTarget.value);
          setWrong(undefined);
        }}
        error={wrong !== undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <PasswordInput
        className={classes.password ?? ''}
        label="Password"
        placeholder={network.proxyHasPassword ? 'Stored' : 'None'}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="off"
      />
      <Button type="submit" variant="default" loading={saving}>
        Save proxy
      </Button>
      {network.proxyHasPassword && (
        <Button variant="subtle" onClick={() => void forget()}>
          Remove password
        </Button>
      )}
      {wrong !== undefined && (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}
