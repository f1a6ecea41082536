import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconExternalLink, IconQrcode } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { copyAddress } from '../actions/copy-address.tsx';
import classes from './address-tools.module.css';
import { QrCode } from './qr-code.tsx';

/** How long the copy button shows its tick, ms. */
const TICK_MS = 1_500;

/** Copy, open and QR code of a tunnel's public URL. */
export function AddressTools({ tunnel }: { tunnel: Tunnel }) {
  const { publicUrl, name } = tunnel;
  if (publicUrl === undefined) return null;
  // A code is for another device's camera, which none of the other addresses would lead anywhere.
  const isPublic = tunnel.kind !== 'private' && tunnel.kind !== 'forward';
  return (
    <span className={classes.tools}>
      <CopyButton tunnel={tunnel} />
      {publicUrl.startsWith('http') && (
        <Tooltip label="Open in the browser">
          <ActionIcon
            size={24}
            component="a"
            href={publicUrl}
            target="_blank"
            rel="noreferrer"
            aria-label={`Open ${name} in the browser`}
          >
            <IconExternalLink size={15} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      )}
      {isPublic && (
        <Popover position="bottom" withArrow trapFocus>
          <Popover.Target>
            <ActionIcon size={24} aria-label={`QR code of ${name}`} title="QR code">
              <IconQrcode size={15} stroke={1.75} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown className={classes.qr} aria-label={`QR code of ${name}`}>
            <QrCode text={publicUrl} label={`QR code that leads to ${publicUrl}`} />
            <span className="ph-mono">{publicUrl}</span>
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}

function CopyButton({ tunnel }: { tunnel: Tunnel }) {
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
