import { MultiSelect, Switch } from '@mantine/core';
import type { Server } from '../../shared/contract/server.ts';
import { MAX_ALSO_SERVERS, type TunnelKind } from '../../shared/contract/tunnel.ts';
import type { TunnelForm, TunnelFormErrors } from './tunnel-form.ts';

interface SeveralFieldsProps {
  kind: TunnelKind;
  servers: readonly Server[];
  form: TunnelForm;
  errors: TunnelFormErrors;
  set: (change: Partial<TunnelForm>) => void;
}

/** Several exit servers for one tunnel, and several computers for one name. */
export function SeveralFields({ kind, servers, form, errors, set }: SeveralFieldsProps) {
  const others = servers.filter(({ id }) => id !== form.serverId);
  return (
    <>
      {kind !== 'forward' && others.length > 0 && (
        <MultiSelect
          label="Also over"
          description="Other servers that it runs over at the same time. Each gives it an address of its own."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={form.alsoServerIds.length === 0 ? 'No other server' : ''}
          data={others.map(({ id, label }) => ({ value: id, label }))}
          value={form.alsoServerIds.filter((id) => id !== form.serverId)}
          onChange={(alsoServerIds) => set({ alsoServerIds })}
          maxValues={MAX_ALSO_SERVERS}
          error={errors.alsoServerIds}
        />
      )}
      {(kind === 'http' || kind === 'private') && (
        <Switch
          label="Other computers may serve this name too"
          description="Visitors then go to them in turn. Each needs this switch, and a token that allows it."
          checked={form.shared}
          onChange={(event) => set({ shared: event.currentTarget.checked })}
          error={errors.shared}
        />
      )}
    </>
  );
}
