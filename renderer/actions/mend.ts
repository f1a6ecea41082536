import { navigate } from 'wouter/use-hash-location';
import type { Remedy, Tunnel } from '../../shared/contract/tunnel.ts';
import { tunnelPath } from '../format/tunnel-path.ts';
import { useDialog } from '../state/dialog-store.ts';
import { retryNow, rewriteHost } from './tunnel-acts.ts';

/** Does what the remedy of a tunnel's error says, or opens the dialog for it. */
export function mend(tunnel: Tunnel, remedy: Remedy): void {
  const { open } = useDialog.getState();
  switch (remedy) {
    case 'retry':
      void retryNow(tunnel);
      break;
    case 'use-upstream-host':
      void rewriteHost(tunnel);
      break;
    case 'edit-upstream':
      open({ kind: 'edit', tunnelId: tunnel.id, field: 'target' });
      break;
    case 'rename':
      open({ kind: 'edit', tunnelId: tunnel.id, field: 'name' });
      break;
    case 'change-server':
      open({ kind: 'edit', tunnelId: tunnel.id, field: 'serverId' });
      break;
    case 'edit-rules':
      navigate(tunnelPath(tunnel.id, 'rules'));
      break;
    case 'enter-token':
      open({ kind: 'token', serverId: serverOf(tunnel) });
      break;
    case 'add-licence':
      open({ kind: 'licence', serverId: serverOf(tunnel) });
      break;
  }
}

/** The exit server that the error is about. */
function serverOf({ status, serverId }: Tunnel): string {
  return ('serverId' in status && status.serverId) || serverId;
}
