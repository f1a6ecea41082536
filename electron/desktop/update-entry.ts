import type { MenuItemConstructorOptions } from 'electron';
import { wantsAttention } from '../../shared/contract/update-words.ts';
import type { TrayActions, TrayMenuView } from './tray-menu.ts';

/** The entry of an update in the tray's menu, while its user has to be told of one. It does not count a download along: a menu that changes closes. */
export function updateEntry({ updates }: TrayMenuView, actions: TrayActions): MenuItemConstructorOptions[] {
  if (updates === undefined || !wantsAttention(updates.step)) return [];
  const { step, hasReleasePage } = updates;
  const version = 'version' in step ? step.version : '';
  const news = hasReleasePage ? [{ id: 'update-news', label: 'What is new', click: () => actions.openReleases() }] : [];
  const later = { id: 'update-decline', label: 'Not now', click: () => actions.declineUpdate() };
  switch (step.state) {
    case 'available':
      return entry(`Version ${version} is available`, [
        { id: 'update-download', label: 'Download', click: () => actions.downloadUpdate() },
        ...news,
        later,
      ]);
    case 'ready':
      return entry(`Version ${version} is ready`, [
        { id: 'update-install', label: 'Restart to update', click: () => actions.installUpdate() },
        ...news,
        later,
      ]);
    case 'downloading':
      return [{ id: 'update', label: `Downloading version ${version}…`, enabled: false }, { type: 'separator' }];
    default:
      return [
        { id: 'update', label: 'The update did not work…', click: () => actions.showSettings() },
        { type: 'separator' },
      ];
  }
}

function entry(label: string, submenu: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return [{ id: 'update', label: label.replaceAll('&', '&&'), submenu }, { type: 'separator' }];
}
