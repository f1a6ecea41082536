import { Switch } from '@mantine/core';
import { useDesktopSettings } from '../../state/stores.ts';
import { saveDesktopSettings } from './save-desktop-settings.ts';
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
          onChange={(event) => void saveDesktopSettings({ startAtLogin: event.currentTarget.checked })}
        />
      </Setting>
      <Setting
        label="Notifications"
        hint="Of alerts: a tunnel that is down, slow or answers with errors, and what ends soon."
      >
        <Switch
          aria-label="Notifications"
          checked={chosen.notifyAlerts}
          onChange={(event) => void saveDesktopSettings({ notifyAlerts: event.currentTarget.checked })}
        />
      </Setting>
    </>
  );
}
