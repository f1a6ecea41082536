import { Switch } from '@mantine/core';
import { updateLine } from '../../../shared/contract/update-words.ts';
import { UpdateButtons } from '../../components/update-buttons.tsx';
import { useDesktopSettings, useUpdates } from '../../state/stores.ts';
import { saveDesktopSettings } from './save-desktop-settings.ts';
import { Setting } from './setting.tsx';

/** New versions of the desktop app, and whether they are looked for; nothing in a browser. */
export function UpdateSettings() {
  const { value: updates } = useUpdates();
  const { value: chosen } = useDesktopSettings();
  if (updates === undefined || chosen === undefined) return null;
  return (
    <>
      <Setting label="Updates" hint={updateLine(updates.step)}>
        <UpdateButtons updates={updates} />
      </Setting>
      {updates.step.state !== 'off' && (
        <Setting
          label="Look for updates"
          hint="At the start and once a day. Nothing is downloaded or installed before you say so, and nothing is told of you."
        >
          <Switch
            aria-label="Look for updates"
            checked={chosen.lookForUpdates}
            onChange={(event) => void saveDesktopSettings({ lookForUpdates: event.currentTarget.checked })}
          />
        </Setting>
      )}
    </>
  );
}
