import type { Tunnel } from '../../shared/contract/tunnel.ts';
import type { Answer } from '../rpc/answer.ts';
import { ask } from '../rpc/ask.ts';
import { useHighlight } from '../state/highlight-store.ts';
import { usePending } from '../state/pending-store.ts';
import { usePreferences } from '../state/stores.ts';
import { copyText } from './copy-text.ts';
import { toast } from './toast.tsx';

/** Shares a port, an address, a URL or a folder; then leads the eye to its row and puts its public URL into the clipboard. */
export async function shareTarget(target: string, kind?: 'http' | 'tcp'): Promise<Answer<Tunnel>> {
  const { begin, end } = usePending.getState();
  const serverId = usePreferences.getState().value?.defaultServerId;
  begin(target);
  const answer = await ask((client) =>
    client.tunnels.share({ target, ...(kind && { kind }), ...(serverId && { serverId }) }),
  );
  end(target);
  if (answer.ok) await present(answer.value);
  return answer;
}

async function present(tunnel: Tunnel): Promise<void> {
  useHighlight.getState().highlight(tunnel.id);
  const { publicUrl } = tunnel;
  // Refused: the row says why, a toast would only cover it.
  if (publicUrl === undefined || tunnel.status.state === 'refused') return;
  const address = <span className="ph-mono">{publicUrl}</span>;
  if (await copyText(publicUrl)) toast(<>Copied {address} to the clipboard.</>, { tone: 'good' });
  else toast(<>{tunnel.name} is shared. Press Copy in its row to take its address.</>, { tone: 'good' });
}
