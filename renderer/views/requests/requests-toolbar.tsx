import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconDownload, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestFilter } from '../../../shared/contract/captured-request.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import { exportHar } from './export-har.ts';

const ICON = { size: 16, stroke: 1.75 } as const;

interface RequestsToolbarProps {
  filter: RequestFilter;
  isPaused: boolean;
  onPause: (isPaused: boolean) => void;
  /** Requests that came since the list was paused. */
  held: number;
}

/** Pause, export and clear. */
export function RequestsToolbar({ filter, isPaused, onPause, held }: RequestsToolbarProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={isPaused ? <IconPlayerPlay {...ICON} /> : <IconPlayerPause {...ICON} />}
        aria-pressed={isPaused}
        onClick={() => onPause(!isPaused)}
      >
        {isPaused ? `Resume${held > 0 ? ` (${held} new)` : ''}` : 'Pause'}
      </Button>
      <Menu onClose={() => setAsking(false)} closeOnItemClick={false}>
        <Menu.Target>
          <ActionIcon aria-label="More for requests" size={36}>
            <IconDots {...ICON} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDownload {...ICON} />} closeMenuOnClick onClick={() => void exportHar(filter)}>
            Export HAR
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash {...ICON} />}
            color="var(--ph-bad)"
            closeMenuOnClick={isAsking}
            onClick={() => (isAsking ? void clear(filter.tunnelId) : setAsking(true))}
          >
            {isAsking ? 'Press again: this cannot be undone' : clearLabel(filter.tunnelId)}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function clearLabel(tunnelId: string | undefined): string {
  return tunnelId === undefined ? 'Clear all requests' : 'Clear the requests of this tunnel';
}

async function clear(tunnelId: string | undefined): Promise<void> {
  const answer = await ask((client) => client.requests.clear({ tunnelId }));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
