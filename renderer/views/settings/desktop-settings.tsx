import { Switch } from '@mantine/core';
import type { DesktopSettings as Chosen } from '../../../shared/contract/desktop-settings.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import { useDesktopSettings } from '../../state/stores.ts';
import { Setting } from './setting.tsx';

/** What only the desktop app can do; nothing in a browser. */
export function DesktopSettings() {
  const { value: chosen } = useDesktopSettings();
  if (chosen === undefined) return null;
  return (
    <>
      <Setting label="Start at login" hint="Porthole then starts in the tray, and your tunnels open without a window.">
        <Switch
          aria-label="Start at login"
          checked={chosen.startAtLogin}
          onChange={(event) => void save({ startAtLogin: event.currentTarget.checked })}
        />
      </Setting>
      <Setting
        label="Notifications"
        hint="Of alerts: a tunnel that is down, slow or answers with errors, and what ends soon."
      >
        <Switch
          aria-label="Notifications"
          checked={chosen.notifyAlerts}
          onChange={(event) => void save({ notifyAlerts: event.currentTarget.checked })}
        />
      </Setting>
    </>
  );
}

async function save(change: Partial<Chosen>): Promise<void> {
  const answer = await ask((client) => client.desktop.update(change));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
