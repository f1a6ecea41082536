import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Server } from '../../shared/contract/server.ts';
import { TunnelName } from '../../shared/contract/tunnel.ts';
import { checkTarget } from '../format/check-target.ts';
import { ask } from '../rpc/ask.ts';
import { usePreferences } from '../state/stores.ts';
import classes from './dialog.module.css';
import { ownServer } from './own-server.ts';
import { OwnServerSelect } from './own-server-select.tsx';
import { StartDialog } from './start-dialog.tsx';

const NO_SERVER = 'Add an exit server under Servers first: your devices meet there.';

/** Shares a service with the user's own devices only: it gets no public address. */
export function PrivateDialog({ servers, onClose }: { servers: readonly Server[]; onClose: () => void }) {
  const preferred = usePreferences((state) => state.value?.defaultServerId);
  const [target, setTarget] = useState('');
  const [name, setName] = useState('');
  const [serverId, setServerId] = useState(() => ownServer(servers, preferred));
  return (
    <StartDialog
      title="Share with my own devices only"
      verb="Share"
      shown={['target', 'name', 'serverId']}
      check={() => ({
        target: checkTarget(target),
        name: TunnelName.safeParse(name.trim()).error?.issues[0]?.message,
        serverId: serverId === null ? NO_SERVER : undefined,
      })}
      start={() =>
        ask((client) =>
          client.tunnels.share({
            target: target.trim(),
            name: name.trim(),
            kind: 'private',
            ...(serverId !== null && { serverId }),
          }),
        )
      }
      onClose={onClose}
    >
      {(errors) => (
        <>
          <TextInput
            data-autofocus
            label="Service"
            description="A port or an address on this computer or its network."
            placeholder="5432"
            classNames={{ input: classes.mono ?? '' }}
            value={target}
            onChange={(event) => setTarget(event.currentTarget.value)}
            error={errors.target}
            autoComplete="off"
            spellCheck={false}
          />
          <TextInput
            label="Name"
            description={`Whoever has a token of the server reaches it as ${name.trim() || 'NAME'}.internal, with “Reach a remote service”.`}
            placeholder="db"
            classNames={{ input: classes.mono ?? '' }}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={errors.name}
            autoComplete="off"
            spellCheck={false}
          />
          <OwnServerSelect servers={servers} value={serverId} onChange={setServerId} error={errors.serverId} />
        </>
      )}
    </StartDialog>
  );
}
