import type { SpotlightActionData } from '@mantine/spotlight';
import {
  IconAdjustments,
  IconAlertTriangle,
  IconArrowsLeftRight,
  IconBroadcast,
  IconChartLine,
  IconCopy,
  IconFileExport,
  IconFileImport,
  IconFolder,
  IconHistory,
  IconKey,
  IconListDetails,
  IconLock,
  IconMoon,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconRoute,
  IconServer2,
  IconSettings,
  IconShieldLock,
  IconStethoscope,
  IconSun,
  IconSunMoon,
  IconTrash,
} from '@tabler/icons-react';
import { runningTunnelOf } from '../../shared/contract/running-tunnel-of.ts';
import type { Service } from '../../shared/contract/service.ts';
import { serviceLabel } from '../../shared/contract/service-label.ts';
import type { Preferences } from '../../shared/contract/settings.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { copyAddress } from '../actions/copy-address.tsx';
import { runDoctor } from '../actions/run-doctor.ts';
import { saveDiagnostics } from '../actions/save-diagnostics.ts';
import { saveExport } from '../actions/save-export.ts';
import { shareFolder } from '../actions/share-folder.ts';
import { shareTarget } from '../actions/share-target.tsx';
import { showTrouble } from '../actions/show-trouble.ts';
import { toast } from '../actions/toast.tsx';
import { removeTunnel, retryNow, setRunning } from '../actions/tunnel-acts.ts';
import { checkTarget } from '../format/check-target.ts';
import { canHaveRules } from '../format/fitting-rules.ts';
import { shortAddress } from '../format/short-address.ts';
import { tunnelPath } from '../format/tunnel-path.ts';
import { ask } from '../rpc/ask.ts';
import { useDialog } from '../state/dialog-store.ts';
import { useDraft } from '../state/draft-store.ts';

type Navigate = (path: string) => void;

const ICON = { size: 18, stroke: 1.6 } as const;

/** Shares what was typed, where it looks like a port or an address. */
export function targetCommands(query: string, navigate: Navigate): SpotlightActionData[] {
  const target = query.trim();
  if (target === '' || checkTarget(target) !== undefined) return [];
  return [
    {
      id: 'share-typed',
      label: `Share ${target}`,
      // Whatever is typed must find it.
      keywords: [target],
      leftSection: <IconBroadcast {...ICON} />,
      onClick: () => void share(navigate, target),
    },
  ];
}

/** Shares what listens on this machine and is not shared yet. */
export function serviceCommands(
  services: readonly Service[],
  tunnels: readonly Tunnel[],
  navigate: Navigate,
): SpotlightActionData[] {
  return services
    .filter((service) => runningTunnelOf(service, tunnels) === undefined)
    .map((service) => ({
      id: `share-${service.id}`,
      label: `Share ${serviceLabel(service)}`,
      leftSection: <IconBroadcast {...ICON} />,
      onClick: () => void share(navigate, String(service.port), service.kind),
    }));
}

/** What can be done with one tunnel in its present state. */
export function tunnelCommands(tunnel: Tunnel, navigate: Navigate): SpotlightActionData[] {
  const { id, name, publicUrl, enabled } = tunnel;
  const description = publicUrl === undefined ? undefined : shortAddress(publicUrl);
  const command = (verb: string, icon: React.ReactNode, onClick: () => void): SpotlightActionData => ({
    id: `${verb}-${id}`,
    label: `${verb} ${name}`,
    leftSection: icon,
    onClick,
  });
  return [
    {
      ...command('Show', <IconChartLine {...ICON} />, () => navigate(tunnelPath(id))),
      description,
    },
    ...(canHaveRules(tunnel.kind)
      ? [command('Rules of', <IconShieldLock {...ICON} />, () => navigate(tunnelPath(id, 'rules')))]
      : []),
    command('Settings of', <IconAdjustments {...ICON} />, () => navigate(tunnelPath(id, 'settings'))),
    ...(publicUrl === undefined
      ? []
      : [command('Copy address of', <IconCopy {...ICON} />, () => void copyAddress(tunnel))]),
    enabled
      ? command('Stop', <IconPlayerStop {...ICON} />, () => void setRunning(tunnel, false))
      : command('Start', <IconPlayerPlay {...ICON} />, () => void setRunning(tunnel, true)),
    ...(enabled ? [command('Check', <IconRefresh {...ICON} />, () => void retryNow(tunnel))] : []),
    command('Edit', <IconPencil {...ICON} />, () =>
      useDialog.getState().open({ kind: 'edit', tunnelId: id, field: 'name' }),
    ),
    command('Delete', <IconTrash {...ICON} />, () => void removeTunnel(tunnel)),
  ];
}

/** The views, and what belongs to none. */
export function generalCommands(navigate: Navigate): SpotlightActionData[] {
  const command = (label: string, icon: React.ReactNode, onClick: () => void): SpotlightActionData => ({
    id: label,
    label,
    leftSection: icon,
    onClick,
  });
  return [
    command('Share a port or address…', <IconBroadcast {...ICON} />, () => {
      navigate('/');
      useDraft.getState().wishFocus();
    }),
    command('Share a folder…', <IconFolder {...ICON} />, () => void shareFolder()),
    command('Share with my own devices only…', <IconLock {...ICON} />, () =>
      useDialog.getState().open({ kind: 'private' }),
    ),
    command('Reach a remote service…', <IconArrowsLeftRight {...ICON} />, () =>
      useDialog.getState().open({ kind: 'forward' }),
    ),
    command('Bring tunnels over from ngrok, frp, inlets or ssh…', <IconFileImport {...ICON} />, () =>
      useDialog.getState().open({ kind: 'import' }),
    ),
    command('Save tunnels and servers to a file', <IconFileExport {...ICON} />, () => void saveExport()),
    command('Look again for services', <IconRefresh {...ICON} />, () => void ask((c) => c.services.refresh())),
    command('Go to Tunnels', <IconRoute {...ICON} />, () => navigate('/')),
    command('Show tunnels in trouble', <IconAlertTriangle {...ICON} />, () => {
      navigate('/');
      showTrouble();
    }),
    command('Go to Requests', <IconListDetails {...ICON} />, () => navigate('/requests')),
    command('Go to Metrics', <IconChartLine {...ICON} />, () => navigate('/metrics')),
    command('Go to Servers', <IconServer2 {...ICON} />, () => navigate('/servers')),
    command('Add a server by join link', <IconServer2 {...ICON} />, () => navigate('/servers/join')),
    command('Set up a server', <IconServer2 {...ICON} />, () => navigate('/servers/set-up')),
    command('Go to Secrets', <IconKey {...ICON} />, () => navigate('/secrets')),
    command('Add a licence…', <IconKey {...ICON} />, () => {
      navigate('/secrets');
      useDialog.getState().open({ kind: 'licence' });
    }),
    command('Go to Activity', <IconHistory {...ICON} />, () => navigate('/activity')),
    command('Run the doctor', <IconStethoscope {...ICON} />, () => {
      navigate('/settings');
      void runDoctor();
    }),
    command('Save diagnostics for somebody who helps', <IconFileExport {...ICON} />, () => void saveDiagnostics()),
    command('Go to Settings', <IconSettings {...ICON} />, () => navigate('/settings')),
    command('Use the light theme', <IconSun {...ICON} />, () => void chooseTheme('light')),
    command('Use the dark theme', <IconMoon {...ICON} />, () => void chooseTheme('dark')),
    command('Use the system’s theme', <IconSunMoon {...ICON} />, () => void chooseTheme('system')),
  ];
}

/** Shares from wherever the user is, and shows the row. */
async function share(navigate: Navigate, target: string, kind?: Service['kind']): Promise<void> {
  navigate('/');
  const answer = await shareTarget(target, kind);
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}

async function chooseTheme(theme: Preferences['theme']): Promise<void> {
  const answer = await ask((client) => client.settings.update({ theme }));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
