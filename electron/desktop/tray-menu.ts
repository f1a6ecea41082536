import type { MenuItemConstructorOptions } from 'electron';
import { runningTunnelOf } from '../../shared/contract/running-tunnel-of.ts';
import type { Service } from '../../shared/contract/service.ts';
import { serviceLabel } from '../../shared/contract/service-label.ts';
import type { Tunnel, TunnelStatus } from '../../shared/contract/tunnel.ts';
import { canStart, canStop, hasLivePublicUrl, summaryLine } from '../../shared/contract/tunnel-predicates.ts';
import type { Updates } from '../../shared/contract/updates.ts';
import { folderUpstream } from '../../shared/folder-upstream.ts';
import { isWebUrl } from './external-links.ts';
import { updateEntry } from './update-entry.ts';

/** What a menu can do. */
export interface TrayActions {
  share(service: Service): void;
  start(tunnel: Tunnel): void;
  stop(tunnel: Tunnel): void;
  copyUrl(url: string): void;
  openUrl(url: string): void;
  pauseAll(): void;
  resumeAll(): void;
  showWindow(): void;
  hideWindow(): void;
  downloadUpdate(): void;
  declineUpdate(): void;
  installUpdate(): void;
  /** What is new in the version that is there. */
  openReleases(): void;
  showSettings(): void;
  quit(): void;
}

/** What a menu shows. */
export interface TrayMenuView {
  readonly tunnels: readonly Tunnel[];
  /** What listens on this computer. */
  readonly services: readonly Service[];
  /** How many tunnels "Resume" would start. */
  readonly paused: number;
  /** Undefined until it is known. */
  readonly updates?: Updates | undefined;
  readonly windowVisible: boolean;
}

/** More entries than this do not fit on small screens; the window has them all. */
const MAX_TUNNELS = 15;
const MAX_SERVICES = 15;

/** Long sentences make a menu as wide as the screen. */
const MAX_LABEL = 72;

const STATE_WORDS: Readonly<Record<TunnelStatus['state'], string>> = {
  stopped: 'Stopped',
  connecting: 'Connecting…',
  online: 'Online',
  degraded: 'Needs attention',
  reconnecting: 'Reconnecting…',
  refused: 'Refused',
};

/** A shape for each state, so that it can be told without reading or colour. */
const STATE_MARKS: Readonly<Record<TunnelStatus['state'], string>> = {
  stopped: '○',
  connecting: '◌',
  online: '●',
  degraded: '▲',
  reconnecting: '◌',
  refused: '✕',
};

/** Describes the tray's menu: the line of truth, each tunnel with what can be done to it, the window, and the end. */
export function trayMenu(view: TrayMenuView, actions: TrayActions): MenuItemConstructorOptions[] {
  const shown = view.tunnels.slice(0, MAX_TUNNELS);
  const hidden = view.tunnels.length - shown.length;
  return [
    { id: 'summary', label: label(summaryLine(view.tunnels)), enabled: false },
    { type: 'separator' },
    ...shareEntry(view, actions),
    ...shown.map((tunnel) => tunnelEntry(tunnel, actions)),
    ...(hidden > 0 ? [{ id: 'more', label: `${hidden} more…`, click: () => actions.showWindow() }] : []),
    ...allEntries(view, actions),
    ...(shown.length > 0 ? [{ type: 'separator' } as const] : []),
    ...updateEntry(view, actions),
    // Always there: on Linux a click on the icon may never arrive.
    view.windowVisible
      ? { id: 'hide', label: 'Hide Porthole', click: () => actions.hideWindow() }
      : { id: 'show', label: 'Show Porthole', click: () => actions.showWindow() },
    { id: 'quit', label: 'Quit Porthole', click: () => actions.quit() },
  ];
}

/** What listens on this computer and is not shared yet. */
function shareEntry({ services, tunnels }: TrayMenuView, actions: TrayActions): MenuItemConstructorOptions[] {
  const unshared = services.filter((service) => runningTunnelOf(service, tunnels) === undefined);
  if (unshared.length === 0) return [];
  const submenu = unshared.slice(0, MAX_SERVICES).map((service) => ({
    id: `share:${service.id}`,
    label: label(serviceLabel(service)),
    click: () => actions.share(service),
  }));
  return [{ id: 'share', label: 'Share', submenu }, { type: 'separator' }];
}

function allEntries({ tunnels, paused }: TrayMenuView, actions: TrayActions): MenuItemConstructorOptions[] {
  const running = tunnels.filter(({ enabled }) => enabled).length;
  return [
    ...(running > 1 ? [{ id: 'pause', label: 'Pause all', click: () => actions.pauseAll() }] : []),
    ...(paused > 0
      ? [
          {
            id: 'resume',
            label: paused === 1 ? 'Resume 1 tunnel' : `Resume ${paused} tunnels`,
            click: () => actions.resumeAll(),
          },
        ]
      : []),
  ];
}

function tunnelEntry(tunnel: Tunnel, actions: TrayActions): MenuItemConstructorOptions {
  const { status } = tunnel;
  return {
    id: `tunnel:${tunnel.id}`,
    label: label(`${STATE_MARKS[status.state]}  ${tunnel.name} — ${STATE_WORDS[status.state]}`),
    submenu: [
      ...statusLines(status).map((line, index) => ({
        id: `status:${tunnel.id}:${index}`,
        label: label(line),
        enabled: false,
      })),
      { id: `upstream:${tunnel.id}`, label: label(folderUpstream.shown(tunnel.upstream)), enabled: false },
      { type: 'separator' },
      {
        id: `start:${tunnel.id}`,
        label: status.state === 'refused' ? 'Try again' : 'Start',
        visible: canStart(status),
        click: () => actions.start(tunnel),
      },
      { id: `stop:${tunnel.id}`, label: 'Stop', visible: canStop(status), click: () => actions.stop(tunnel) },
      ...urlEntries(tunnel, actions),
    ],
  };
}

/** Why, and what to do about it or when the app tries again, where the status says so. */
function statusLines(status: TunnelStatus): string[] {
  if (status.state === 'degraded' || status.state === 'refused') return [status.message, status.nextStep];
  if (status.state === 'reconnecting') return [status.message, `Try ${status.attempt} at ${timeOf(status.nextTryAt)}`];
  return [];
}

/** The time of day as the user writes it, with seconds: tries are mostly seconds away. */
function timeOf(moment: number): string {
  return new Date(moment).toLocaleTimeString([], { timeStyle: 'medium' });
}

function urlEntries(tunnel: Tunnel, actions: TrayActions): MenuItemConstructorOptions[] {
  const { id, publicUrl } = tunnel;
  if (publicUrl === undefined) return [];
  const enabled = hasLivePublicUrl(tunnel);
  return [
    { id: `copy:${id}`, label: 'Copy URL', enabled, click: () => actions.copyUrl(publicUrl) },
    {
      id: `open:${id}`,
      label: 'Open in browser',
      enabled,
      visible: isWebUrl(publicUrl),
      click: () => actions.openUrl(publicUrl),
    },
  ];
}

/** Cuts what is too long and doubles `&`, which menus read as the mark of an access key. */
function label(text: string): string {
  const short = text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text;
  return short.replaceAll('&', '&&');
}
