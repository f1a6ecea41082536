import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { copyAddress } from '../actions/copy-address.tsx';

/** How long it shows its tick, ms. */
const TICK_MS = 1_500;

/** Copies the public URL of a tunnel, or where else it is reached. */
export function CopyAddressButton({ tunnel }: { tunnel: Tunnel }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), TICK_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => setCopied(await copyAddress(tunnel));
  return (
    <Tooltip label="Copy">
      <ActionIcon size={24} aria-label={`Copy address of ${tunnel.name}`} onClick={() => void copy()}>
        {copied ? <IconCheck size={15} stroke={2} /> : <IconCopy size={15} stroke={1.75} />}
      </ActionIcon>
    </Tooltip>
  );
}
