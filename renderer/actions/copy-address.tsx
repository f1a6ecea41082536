import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { copyText } from './copy-text.ts';
import { toast } from './toast.tsx';

/** Copies a tunnel's public URL, says in a toast whether that worked, and returns it. */
export async function copyAddress({ publicUrl }: Tunnel): Promise<boolean> {
  if (publicUrl === undefined) return false;
  const address = <span className="ph-mono">{publicUrl}</span>;
  const copied = await copyText(publicUrl);
  if (copied) toast(<>Copied {address} to the clipboard.</>, { tone: 'good' });
  else toast(<>The browser did not allow copying. Select it here: {address}</>, { tone: 'bad' });
  return copied;
}
