import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconExternalLink, IconQrcode } from '@tabler/icons-react';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import classes from './address-tools.module.css';
import { CopyAddressButton } from './copy-address-button.tsx';
import { QrCode } from './qr-code.tsx';

/** Copy, open and QR code of a tunnel's public URL. */
export function AddressTools({ tunnel }: { tunnel: Tunnel }) {
  const { publicUrl, name } = tunnel;
  if (publicUrl === undefined) return null;
  // A code is for another device's camera, which none of the other addresses would lead anywhere.
  const isPublic = tunnel.kind !== 'private' && tunnel.kind !== 'forward';
  return (
    <span className={classes.tools}>
      <CopyAddressButton tunnel={tunnel} />
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
