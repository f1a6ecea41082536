import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDeviceDesktop,
  IconDots,
  IconKey,
  IconLock,
  IconServer2,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { clearWarning } from '../../../shared/clear-warning.ts';
import type { Server } from '../../../shared/contract/server.ts';
import { serversOf } from '../../../shared/contract/tunnel-predicates.ts';
import { toast } from '../../actions/toast.tsx';
import { LinkNote } from '../../components/link-note.tsx';
import { StatusLight } from '../../components/status-light.tsx';
import { formatDuration } from '../../format/format-duration.ts';
import { KEPT_WHERE, STATE_WORDS } from '../../format/keeping-words.ts';
import { NO_DATA } from '../../format/no-data.ts';
import { ask } from '../../rpc/ask.ts';
import { useDialog } from '../../state/dialog-store.ts';
import { useServers, useTunnels } from '../../state/stores.ts';
import { useIsStale } from '../../state/use-is-stale.ts';
import classes from './server-card.module.css';

/** One exit server: whether it is connected, how far away it is, and where its token is kept. */
export function ServerCard({ server }: { server: Server }) {
  const tunnels = useTunnels((state) => state.value) ?? [];
  const used = tunnels.filter((tunnel) => serversOf(tunnel).includes(server.id)).length;
  const isStale = useIsStale(useServers);
  const Sign = server.embedded ? IconDeviceDesktop : IconServer2;
  return (
    <li className={classes.card} aria-label={server.label}>
      <div className={classes.head}>
        <Sign size={22} stroke={1.5} aria-hidden="true" />
        <div className={classes.names}>
          <h2>{server.label}</h2>
          <span className={classes.url} title={server.url}>
            {server.url ?? (server.embedded ? 'starts with the first share' : NO_DATA)}
          </span>
        </div>
        <Status isConnected={server.connected && !isStale} />
        {!server.embedded && <ServerMenu server={server} />}
      </div>
      <dl className={classes.facts}>
        <Fact term="Round trip">{server.rttMs === undefined ? NO_DATA : formatDuration(server.rttMs)}</Fact>
        <Fact term="Version">{server.version ?? NO_DATA}</Fact>
        <Fact term="Tunnels">{used}</Fact>
      </dl>
      <LinkNote linkNote={server.linkNote} proxy={server.proxy} />
      {server.url !== undefined && <ClearNote url={server.url} />}
      <p className={classes.token}>
        <TokenState server={server} />
        {server.pinnedCa !== undefined && <Pin fingerprint={server.pinnedCa} />}
      </p>
    </li>
  );
}

function Status({ isConnected }: { isConnected: boolean }) {
  return (
    <span className={classes.status} data-connected={isConnected}>
      <StatusLight state={isConnected ? 'online' : 'off'} size={14} />
      {isConnected ? 'Connected' : 'Not connected'}
    </span>
  );
}

/** Whether its token can be used, and where it is kept. */
function TokenState({ server }: { server: Server }) {
  const open = useDialog((state) => state.open);
  const { id, embedded, tokenLast4, tokenKeeping, tokenState = 'kept' } = server;
  if (embedded) return 'Runs inside the app and needs no token. Only this computer can visit.';
  const token = tokenLast4 === undefined ? 'Token' : `Token …${tokenLast4}`;
  if (tokenState === 'kept') return `${token}${tokenKeeping === undefined ? '' : `, kept ${KEPT_WHERE[tokenKeeping]}`}`;
  return (
    <span className={classes.wrong}>
      {`${token}: ${STATE_WORDS[tokenState].toLowerCase()}`}
      <Button size="compact-xs" variant="default" onClick={() => open({ kind: 'token', serverId: id })}>
        Enter the token…
      </Button>
    </span>
  );
}

/** Says that others can read along; nothing where they cannot. */
function ClearNote({ url }: { url: string }) {
  const warning = clearWarning(url);
  if (warning === undefined) return null;
  return (
    <p className={classes.clear} role="note">
      <IconAlertTriangle size={15} stroke={1.75} aria-hidden="true" />
      {warning}
    </p>
  );
}

/** Says that the server is known by a CA of its own; the fingerprint is for comparing it with what the server printed. */
function Pin({ fingerprint }: { fingerprint: string }) {
  return (
    <Tooltip
      label={fingerprint}
      events={{ hover: true, focus: true, touch: true }}
      multiline
      maw={320}
      classNames={{ tooltip: classes.fingerprint }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach the tooltip too */}
      <span className={classes.pin} tabIndex={0}>
        <IconLock size={13} stroke={1.75} aria-hidden="true" />
        Certificate pinned
      </span>
    </Tooltip>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ServerMenu({ server }: { server: Server }) {
  const open = useDialog((state) => state.open);
  const [sure, setSure] = useState(false);
  const remove = async () => {
    const answer = await ask((client) => client.servers.remove({ id: server.id }));
    if (answer.ok) toast(`Removed ${server.label}.`);
    else toast(answer.message, { tone: 'bad' });
  };
  if (sure) {
    return (
      <span className={classes.sure}>
        <Button size="compact-sm" variant="default" onClick={() => setSure(false)}>
          Keep
        </Button>
        <Button size="compact-sm" color="red" autoFocus onClick={() => void remove()}>
          Remove
        </Button>
      </span>
    );
  }
  return (
    <Menu width={190}>
      <Menu.Target>
        <ActionIcon aria-label={`More for ${server.label}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => open({ kind: 'token', serverId: server.id })}>
          Enter a new token…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash size={16} />} color="var(--ph-bad)" onClick={() => setSure(true)}>
          Remove…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
