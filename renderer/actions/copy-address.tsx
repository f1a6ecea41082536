import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { shortAddress } from '../format/short-address.ts';
import { copyText } from './copy-text.ts';
import { toast } from './toast.tsx';

/** Copies where a tunnel is reached: its public URL, or the address by which programs know it, says in a toast whether that worked, and returns it. */
export async function copyAddress({ kind, publicUrl }: Tunnel): Promise<boolean> {
  if (publicUrl === undefined) return false;
  const text = kind === 'private' || kind === 'forward' ? shortAddress(publicUrl) : publicUrl;
  const address = <span className="ph-mono">{text}</span>;
  const copied = await copyText(text);
  if (copied) toast(<>Copied {address} to the clipboard.</>, { tone: 'good' });
  else toast(<>The browser did not allow copying. Select it here: {address}</>, { tone: 'bad' });
  return copied;
}
