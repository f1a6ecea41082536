import { SegmentedControl, Select, Skeleton } from '@mantine/core';
import type { Preferences } from '../../../shared/contract/settings.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import { View } from '../../shell/view.tsx';
import { useConnection } from '../../state/connection-store.ts';
import { usePreferences, useServers } from '../../state/stores.ts';
import { CaptureSettings } from './capture-settings.tsx';
import { DesktopSettings } from './desktop-settings.tsx';
import { DoctorSection } from './doctor-section.tsx';
import { HistorySize } from './history-size.tsx';
import { MoveSettings } from './move-settings.tsx';
import { NetworkSettings } from './network-settings.tsx';
import { ObservingSettings } from './observing-settings.tsx';
import { Setting } from './setting.tsx';
import classes from './settings-view.module.css';
import { UpdateSettings } from './update-settings.tsx';

const THEMES = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** What the user may choose, and which Porthole this is. */
export function SettingsView() {
  const { value: preferences, failure } = usePreferences();
  return (
    <View title="Settings">
      <div className={classes.panel}>
        {preferences === undefined ? (
          <Pending failure={failure} />
        ) : (
          <>
            <ThemeChoice theme={preferences.theme} />
            <DefaultServer serverId={preferences.defaultServerId} />
            <DesktopSettings />
            <UpdateSettings />
            <NetworkSettings />
            <CaptureSettings />
            <MoveSettings />
            <ObservingSettings preferences={preferences} />
            <HistorySize />
          </>
        )}
        <About />
      </div>
      <DoctorSection />
    </View>
  );
}

function Pending({ failure }: { failure: string | undefined }) {
  if (failure !== undefined) return <Setting label="Settings">Could not be loaded: {failure}</Setting>;
  return (
    <Setting label="Loading settings…">
      <Skeleton height={36} width={220} />
    </Setting>
  );
}

function ThemeChoice({ theme }: { theme: Preferences['theme'] }) {
  return (
    <Setting label="Theme" hint="System follows the light or dark mode of this computer.">
      <SegmentedControl
        aria-label="Theme"
        data={[...THEMES]}
        value={theme}
        onChange={(value) => void save({ theme: value as Preferences['theme'] })}
      />
    </Setting>
  );
}

function DefaultServer({ serverId }: { serverId: string }) {
  const servers = useServers((state) => state.value) ?? [];
  return (
    <Setting label="Default server" hint="New shares run over it. Tunnels that exist keep theirs.">
      <Select
        aria-label="Default server"
        w={260}
        data={servers.map(({ id, label }) => ({ value: id, label }))}
        value={serverId}
        onChange={(defaultServerId) => defaultServerId !== null && void save({ defaultServerId })}
      />
    </Setting>
  );
}

function About() {
  const info = useConnection((state) => state.info);
  return (
    <Setting label="Version" hint={info === undefined ? undefined : shellWords(info.shell, info.platform)}>
      <span className="ph-mono">{info === undefined ? 'Not known while the engine is away' : info.version}</span>
    </Setting>
  );
}

function shellWords(shell: 'desktop' | 'browser', platform: string): string {
  return shell === 'desktop' ? `Desktop app on ${platform}` : `In a browser, served on ${platform} by “porthole serve”`;
}

async function save(change: Partial<Preferences>): Promise<void> {
  const answer = await ask((client) => client.settings.update(change));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
