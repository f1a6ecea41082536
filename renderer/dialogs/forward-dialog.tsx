import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Server } from '../../shared/contract/server.ts';
import { checkForwardTarget } from '../format/check-forward-target.ts';
import { checkPort } from '../format/check-port.ts';
import { ask } from '../rpc/ask.ts';
import { usePreferences } from '../state/stores.ts';
import classes from './dialog.module.css';
import { ownServer } from './own-server.ts';
import { OwnServerSelect } from './own-server-select.tsx';
import { StartDialog } from './start-dialog.tsx';

const NO_SERVER = 'Add an exit server under Servers first: the service is in its network.';

/** Reaches a service of the exit server's network, or another device's private one, on this computer's localhost. */
export function ForwardDialog({ servers, onClose }: { servers: readonly Server[]; onClose: () => void }) {
  const preferred = usePreferences((state) => state.value?.defaultServerId);
  const [target, setTarget] = useState('');
  const [localPort, setLocalPort] = useState('');
  const [serverId, setServerId] = useState(() => ownServer(servers, preferred));
  // Until another one is typed, the port here is the one over there.
  const port = localPort.trim() || (/:(\d+)$/.exec(target.trim())?.[1] ?? '');
  return (
    <StartDialog
      title="Reach a remote service"
      verb="Reach it"
      shown={['target', 'localPort', 'serverId']}
      check={() => ({
        target: checkForwardTarget(target),
        localPort: checkForwardTarget(target) === undefined ? checkPort(port) : undefined,
        serverId: serverId === null ? NO_SERVER : undefined,
      })}
      start={() =>
        ask((client) =>
          client.tunnels.forward({
            localPort: Number(port),
            target: target.trim(),
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
            description="Host and port as your exit server knows them, or NAME.internal of another of your devices."
            placeholder="db.internal:5432"
            classNames={{ input: classes.mono ?? '' }}
            value={target}
            onChange={(event) => setTarget(event.currentTarget.value)}
            error={errors.target}
            autoComplete="off"
            spellCheck={false}
          />
          <TextInput
            label="Local port"
            description="Programs on this computer find the service at localhost and this port."
            placeholder={port || '5432'}
            inputMode="numeric"
            classNames={{ input: classes.mono ?? '' }}
            value={localPort}
            onChange={(event) => setLocalPort(event.currentTarget.value)}
            error={errors.localPort}
            autoComplete="off"
          />
          <OwnServerSelect servers={servers} value={serverId} onChange={setServerId} error={errors.serverId} />
        </>
      )}
    </StartDialog>
  );
}
