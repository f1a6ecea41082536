import { ActionIcon, Menu } from '@mantine/core';
import { IconChartLine, IconDots, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { removeTunnel, retryNow } from '../actions/tunnel-acts.ts';
import { tunnelPath } from '../format/tunnel-path.ts';
import { useDialog } from '../state/dialog-store.ts';

interface TunnelMenuProps {
  tunnel: Tunnel;
  /** Where the tunnel's own view is open already, it offers no way there, and deleting leads back to the list. */
  inOverview?: boolean;
}

/** Everything else that can be done with a tunnel. */
export function TunnelMenu({ tunnel, inOverview = false }: TunnelMenuProps) {
  const [, navigate] = useLocation();
  const open = useDialog((state) => state.open);
  const remove = () => {
    if (inOverview) navigate('/');
    void removeTunnel(tunnel);
  };
  return (
    <Menu width={190}>
      <Menu.Target>
        <ActionIcon aria-label={`More for ${tunnel.name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!inOverview && (
          <Menu.Item leftSection={<IconChartLine size={16} />} onClick={() => navigate(tunnelPath(tunnel.id))}>
            Overview
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconPencil size={16} />}
          onClick={() => open({ kind: 'edit', tunnelId: tunnel.id, field: 'name' })}
        >
          Edit…
        </Menu.Item>
        {tunnel.enabled && (
          <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => void retryNow(tunnel)}>
            Check again now
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash size={16} />} color="var(--ph-bad)" onClick={remove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
