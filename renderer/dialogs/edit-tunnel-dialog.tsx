import { Button, Modal, Select, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Server } from '../../shared/contract/server.ts';
import type { Tunnel, TunnelKind } from '../../shared/contract/tunnel.ts';
import { ask } from '../rpc/ask.ts';
import type { EditField } from '../state/dialog-store.ts';
import classes from './dialog.module.css';
import { OnDemandFields } from './on-demand-fields.tsx';
import { SeveralFields } from './several-fields.tsx';
import { checkForm, editOf, formOf, type TunnelForm, type TunnelFormErrors } from './tunnel-form.ts';

const PROXY_HEADERS = [
  { value: 'none', label: 'None' },
  { value: 'v1', label: 'Version 1, a line of text' },
  { value: 'v2', label: 'Version 2, binary' },
] as const;

const NAME_HELP: Partial<Record<TunnelKind, string>> = {
  http: 'The first part of its public address.',
  tls: 'The first part of its public address.',
  private: 'Other devices reach it as NAME.internal.',
};

/** Inputs that the dialog shows; an error of any other field is said above the buttons. */
const SHOWN = new Set([
  'name',
  'target',
  'serverId',
  'remotePort',
  'localPort',
  'proxyProtocol',
  'shared',
  'alsoServerIds',
  'command',
  'cwd',
]);

interface EditTunnelDialogProps {
  tunnel: Tunnel;
  servers: readonly Server[];
  /** Has the cursor first. */
  field: EditField;
  onClose: () => void;
}

/** Changes what a tunnel is. What is wrong is said beside the input that it concerns. */
export function EditTunnelDialog({ tunnel, servers, field, onClose }: EditTunnelDialogProps) {
  const [form, setForm] = useState(() => formOf(tunnel));
  const [errors, setErrors] = useState<TunnelFormErrors>({});
  const [saving, setSaving] = useState(false);
  const set = (change: Partial<TunnelForm>) => {
    setForm((before) => ({ ...before, ...change }));
    setErrors({});
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const mistakes = checkForm(form, tunnel.kind);
    if (Object.keys(mistakes).length > 0) return setErrors(mistakes);
    setSaving(true);
    const answer = await ask((client) => client.tunnels.update({ id: tunnel.id, edit: editOf(form, tunnel) }));
    setSaving(false);
    if (answer.ok) return onClose();
    const place = answer.field !== undefined && SHOWN.has(answer.field) ? answer.field : 'form';
    setErrors({ [place]: answer.message });
  };
  return (
    <Modal opened onClose={onClose} title={`Edit ${tunnel.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <Fields tunnel={tunnel} servers={servers} field={field} form={form} errors={errors} set={set} />
        {errors.form !== undefined && (
          <p className={classes.general} role="alert">
            {errors.form}
          </p>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface FieldsProps extends Omit<EditTunnelDialogProps, 'onClose'> {
  form: TunnelForm;
  errors: TunnelFormErrors;
  set: (change: Partial<TunnelForm>) => void;
}

function Fields({ tunnel, servers, field, form, errors, set }: FieldsProps) {
  const isFolder = tunnel.upstream.startsWith('folder:');
  const isService = tunnel.kind !== 'forward' && !isFolder;
  return (
    <>
      <TextInput
        label="Name"
        description={NAME_HELP[tunnel.kind]}
        classNames={{ input: classes.mono ?? '' }}
        data-autofocus={field === 'name' || undefined}
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={errors.name}
        spellCheck={false}
      />
      <TextInput
        label="Leads to"
        description={
          tunnel.kind === 'forward'
            ? 'Host and port as your exit server knows them.'
            : 'A port, an address or a URL on this computer or its network, or a folder.'
        }
        classNames={{ input: classes.mono ?? '' }}
        data-autofocus={field === 'target' || undefined}
        value={form.target}
        onChange={(event) => set({ target: event.currentTarget.value })}
        error={errors.target}
        spellCheck={false}
      />
      <Select
        label="Server"
        data-autofocus={field === 'serverId' || undefined}
        data={servers.map(({ id, label }) => ({ value: id, label }))}
        value={form.serverId}
        onChange={(serverId) => serverId !== null && set({ serverId })}
        error={errors.serverId}
      />
      <SeveralFields kind={tunnel.kind} servers={servers} form={form} errors={errors} set={set} />
      {tunnel.kind === 'tcp' && (
        <TextInput
          label="Public port"
          description="Empty: the exit server chooses one."
          inputMode="numeric"
          value={form.remotePort}
          onChange={(event) => set({ remotePort: event.currentTarget.value })}
          error={errors.remotePort}
        />
      )}
      {tunnel.kind === 'forward' && (
        <TextInput
          label="Local port"
          description="Programs on this computer find the service at localhost and this port."
          inputMode="numeric"
          value={form.localPort}
          onChange={(event) => set({ localPort: event.currentTarget.value })}
          error={errors.localPort}
        />
      )}
      {isFolder && (
        <Switch
          label="Share hidden files too"
          description="Those whose name begins with a dot, such as .env and .git. They often hold secrets."
          checked={form.dotFiles}
          onChange={(event) => set({ dotFiles: event.currentTarget.checked })}
        />
      )}
      {isService && (
        <Select
          label="PROXY header"
          description="Tells your service each visitor's address. A service that does not expect it answers nobody."
          data={PROXY_HEADERS}
          value={form.proxyProtocol}
          onChange={(value) => value !== null && set({ proxyProtocol: value as TunnelForm['proxyProtocol'] })}
          error={errors.proxyProtocol}
        />
      )}
      {isService && <OnDemandFields form={form} errors={errors} set={set} />}
    </>
  );
}
