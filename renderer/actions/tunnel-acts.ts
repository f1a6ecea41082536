import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { ask } from '../rpc/ask.ts';
import { toast } from './toast.tsx';

/** Starts or stops a tunnel; a failure is said in a toast. */
export async function setRunning({ id }: Tunnel, run: boolean): Promise<void> {
  const answer = await ask((client) => (run ? client.tunnels.start({ id }) : client.tunnels.stop({ id })));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}

/** Tries again now instead of at the next try. */
export async function retryNow({ id }: Tunnel): Promise<void> {
  const answer = await ask((client) => client.tunnels.retry({ id }));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}

/** Lets requests say the upstream's own name in their `Host` field. */
export async function rewriteHost({ id }: Tunnel): Promise<void> {
  const answer = await ask((client) => client.tunnels.update({ id, edit: { hostHeader: 'upstream' } }));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}

/** Removes a tunnel at once, and offers to bring it back. */
export async function removeTunnel({ id, name }: Tunnel): Promise<void> {
  const answer = await ask((client) => client.tunnels.remove({ id }));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
  else toast(`Deleted ${name}.`, { action: { label: 'Undo', run: () => void bringBack(id) } });
}

async function bringBack(id: string): Promise<void> {
  const answer = await ask((client) => client.tunnels.undoRemove({ id }));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
