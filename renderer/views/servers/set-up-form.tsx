import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ask } from '../../rpc/ask.ts';
import { useSetUpDraft } from '../../state/set-up-store.ts';
import classes from './set-up-guide.module.css';

const PLACES = [
  { value: 'cloud-init', label: 'A new machine at a cloud provider (user data for cloud-init)' },
  { value: 'systemd', label: 'Any Linux with systemd' },
  { value: 'compose', label: 'Docker Compose' },
] as const;

/** What each file brings, before it is made. */
const CONTENTS: Record<(typeof PLACES)[number]['value'], string> = {
  'cloud-init':
    'The file holds the token, a systemd unit without root’s rights, and a firewall that lets in SSH, clients and visitors. You copy the program to the machine; the file says how.',
  systemd:
    'The file is a systemd unit without root’s rights, with the steps to a running server in it. The token is not in it.',
  compose: 'The file runs the exit server in a container without rights, with the steps in it. The token is not in it.',
};

type Errors = Partial<Record<'address' | 'email' | 'names' | 'form', string>>;

/** What the server is to be. What is wrong is said by the engine, beside the field. */
export function SetUpForm() {
  const { place, address, email, names, set } = useSetUpDraft();
  const [errors, setErrors] = useState<Errors>({});
  const [making, setMaking] = useState(false);
  const change = (edit: Parameters<typeof set>[0]) => {
    set(edit);
    setErrors({});
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (address.trim() === '') return setErrors({ address: 'Type the domain or the IP address of the server.' });
    setMaking(true);
    const listed = names.split(/[\s,]+/).filter(Boolean);
    const wish = { place, address, ...(email.trim() !== '' && { email, names: listed }) };
    const answer = await ask((client) => client.servers.setUp.begin(wish));
    setMaking(false);
    if (answer.ok) return set({ file: answer.value });
    const field = answer.field?.split('.')[0];
    const isShown = field === 'address' || field === 'email' || field === 'names';
    setErrors({ [isShown ? field : 'form']: answer.message });
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <Select
        label="Where it runs"
        data={PLACES}
        value={place}
        onChange={(value) => value !== null && change({ place: value as typeof place })}
        allowDeselect={false}
      />
      <TextInput
        label="Its domain"
        description="Let this name and *.name lead to the machine. With an IP address instead, visitors reach TCP tunnels only."
        placeholder="exit.example.com"
        value={address}
        onChange={(event) => change({ address: event.currentTarget.value })}
        error={errors.address}
        autoComplete="off"
        spellCheck={false}
      />
      <TextInput
        label="Email for HTTPS"
        description="Let’s Encrypt makes certificates for it. Empty: visitors come over plain HTTP; clients always use TLS."
        placeholder="you@example.com"
        value={email}
        onChange={(event) => change({ email: event.currentTarget.value })}
        error={errors.email}
        autoComplete="off"
        spellCheck={false}
      />
      {email.trim() !== '' && (
        <TextInput
          label="Tunnels with a certificate"
          description="Their names, e.g. blog, shop. Each gets one; others cannot be reached over HTTPS."
          value={names}
          onChange={(event) => change({ names: event.currentTarget.value })}
          error={errors.names}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <p className={classes.note}>{CONTENTS[place]}</p>
      {errors.form !== undefined && (
        <p className={classes.wrong} role="alert">
          {errors.form}
        </p>
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={making}>
          Make the file
        </Button>
      </div>
    </form>
  );
}
