import type { MenuItemConstructorOptions } from 'electron';
import { PAGE_PATHS } from './page-paths.ts';

export interface AppMenuOptions {
  readonly platform: NodeJS.Platform;
  /** Offers reload and developer tools, too. */
  readonly developer: boolean;
  /** Shows a place of the page. */
  open(path: string): void;
}

/** Views of the page in the order of its sidebar (renderer/shell/sidebar.tsx); each has the digit of its place. */
const VIEWS: readonly (readonly [label: string, path: string])[] = [
  ['Tunnels', PAGE_PATHS.tunnels],
  ['Requests', PAGE_PATHS.requests],
  ['Metrics', PAGE_PATHS.metrics],
  ['Servers', PAGE_PATHS.servers],
  ['Secrets', PAGE_PATHS.secrets],
  ['Activity', PAGE_PATHS.activity],
];

const SEPARATOR = { type: 'separator' } as const;

/** Describes the menu bar of macOS; on Windows and Linux it is hidden until Alt is pressed, and its shortcuts always work. */
export function appMenuTemplate({ platform, developer, open }: AppMenuOptions): MenuItemConstructorOptions[] {
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => open(PAGE_PATHS.settings),
  };
  const views = VIEWS.map(([label, path], index) => ({
    id: `view:${path}`,
    label,
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => open(path),
  }));
  const about: MenuItemConstructorOptions[] = [
    { role: 'about' },
    // Among the settings, with what can be done about them.
    { id: 'updates', label: 'Updates…', click: () => open(PAGE_PATHS.settings) },
  ];
  return [
    platform === 'darwin' ? macAppMenu(settings, about) : fileMenu(settings),
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        ...views,
        SEPARATOR,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        SEPARATOR,
        { role: 'togglefullscreen' },
        ...(developer ? ([SEPARATOR, { role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        // At the top of the settings, with the diagnostics for whoever helps.
        { id: 'help:doctor', label: 'Doctor', click: () => open(PAGE_PATHS.settings) },
        { id: 'help:activity', label: 'What happened', click: () => open(PAGE_PATHS.activity) },
        ...(platform === 'darwin' ? [] : [SEPARATOR, ...about]),
      ],
    },
  ];
}

function macAppMenu(
  settings: MenuItemConstructorOptions,
  about: readonly MenuItemConstructorOptions[],
): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      ...about,
      SEPARATOR,
      settings,
      SEPARATOR,
      { role: 'services' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}

function fileMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  // The system has a key for quitting on macOS only; elsewhere it is that of most programs.
  const quit = { role: 'quit', accelerator: 'CmdOrCtrl+Q' } as const;
  return { label: '&File', submenu: [settings, SEPARATOR, { role: 'close' }, quit] };
}
