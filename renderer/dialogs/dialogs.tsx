import { useDialog } from '../state/dialog-store.ts';
import { useServers, useTunnels } from '../state/stores.ts';
import { EditTunnelDialog } from './edit-tunnel-dialog.tsx';
import { ForwardDialog } from './forward-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { LicenceDialog } from './licence-dialog.tsx';
import { PrivateDialog } from './private-dialog.tsx';
import { TokenDialog } from './token-dialog.tsx';

/** The one open dialog, wherever in the page it was asked for. */
export function Dialogs() {
  const { dialog, close } = useDialog();
  const tunnels = useTunnels((state) => state.value) ?? [];
  const servers = useServers((state) => state.value) ?? [];
  if (dialog?.kind === 'edit') {
    const tunnel = tunnels.find(({ id }) => id === dialog.tunnelId);
    return tunnel && <EditTunnelDialog tunnel={tunnel} servers={servers} field={dialog.field} onClose={close} />;
  }
  if (dialog?.kind === 'token') {
    const server = servers.find(({ id }) => id === dialog.serverId);
    return server && <TokenDialog server={server} onClose={close} />;
  }
  if (dialog?.kind === 'licence') return <LicenceDialog servers={servers} askedBy={dialog.serverId} onClose={close} />;
  if (dialog?.kind === 'forward') return <ForwardDialog servers={servers} onClose={close} />;
  if (dialog?.kind === 'import') return <ImportDialog servers={servers} onClose={close} />;
  if (dialog?.kind === 'private') return <PrivateDialog servers={servers} onClose={close} />;
  return null;
}
