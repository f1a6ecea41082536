import { EventEmitter } from 'node:events';
import { dirname } from 'node:path';
import type * as Electron from 'electron';
import type { BrowserWindowConstructorOptions, NativeImage, NotificationConstructorOptions } from 'electron';
import { StandInApp } from './app.ts';
import { StandInWindow } from './browser-window.ts';
import { ChromiumHost } from './chromium-host.ts';
import { answerTests } from './control.ts';
import { DesktopEnvironment } from './desktop-environment.ts';
import { StandInIpcMain } from './ipc-main.ts';
import { loud } from './loud.ts';
import { StandInMenu } from './menu.ts';
import { createImageFromPath } from './native-image.ts';
import { standInNet } from './net.ts';
import { StandInNotification } from './notification.ts';
import { StandInProtocol } from './protocol.ts';
import { StandInSafeStorage } from './safe-storage.ts';
import { StandInScreen } from './screen.ts';
import { StandInSession } from './session.ts';
import { readSetup } from './setup.ts';
import { StandInTray } from './tray.ts';

// What `import … from 'electron'` gives in main, with real Chromium behind the windows. It has the parts that electron/ uses and
// no others: each is checked against Electron's own declarations, and a use of anything else throws.

const setup = readSetup(process.env);
// Before the app's own modules run, which read it as they come.
if (setup.platform !== process.platform) Object.defineProperty(process, 'platform', { value: setup.platform });
const standInScreen = new StandInScreen({ workAreas: setup.displays, isReady: () => standInApp.isReady() });
const desktop = new DesktopEnvironment(standInScreen);
const chromium = ChromiumHost.start();
const standInApp = new StandInApp(desktop, {
  isPackaged: setup.packaged,
  beforeExit: async () => (await chromium).close(),
});
const isReady = () => standInApp.isReady();
Object.defineProperty(process, 'resourcesPath', { value: setup.resources ?? dirname(standInApp.getAppPath()) });
const standInSession = new StandInSession();
const standInProtocol = new StandInProtocol(isReady);
const standInIpcMain = new StandInIpcMain();
const surroundings = { chromium, ipcMain: standInIpcMain, protocol: standInProtocol, session: standInSession };

export const app = loud('app', standInApp) satisfies Pick<typeof Electron.app, 'whenReady' | 'quit' | 'getPath'>;
export const protocol = loud('protocol', standInProtocol);
export const ipcMain = loud('ipcMain', standInIpcMain);
const partitions = new Map<string, Electron.Session>();
export const session = loud('session', {
  defaultSession: standInSession.forApp(),
  /** A session that has nothing of the page's. */
  fromPartition(partition: string, { cache }: Electron.FromPartitionOptions = { cache: true }): Electron.Session {
    if (partition.startsWith('persist:') || cache) throw new Error('The stand-in has only sessions that keep nothing.');
    const made = partitions.get(partition) ?? new StandInSession().forApp();
    partitions.set(partition, made);
    return made;
  },
}) satisfies Pick<typeof Electron.session, 'defaultSession' | 'fromPartition'>;
export const net = loud('net', standInNet);
/** Of macOS and Windows; on Linux electron-updater says by it that the app ends for an update. */
export const autoUpdater = loud('autoUpdater', new EventEmitter());
export const powerMonitor = loud('powerMonitor', new EventEmitter());
export const screen = loud('screen', standInScreen) satisfies Pick<
  typeof Electron.screen,
  'getAllDisplays' | 'getDisplayMatching'
>;

export const safeStorage = loud(
  'safeStorage',
  new StandInSafeStorage({ backend: setup.keychain, userData: standInApp.getPath('userData'), isReady }),
);

export const clipboard = loud('clipboard', {
  async writeText(text: string): Promise<void> {
    desktop.clipboard = text;
  },
}) satisfies Pick<typeof Electron.clipboard, 'writeText'>;

export const shell = loud('shell', {
  async openExternal(url: string): Promise<void> {
    desktop.openedOutside.push(url);
  },
}) satisfies Pick<typeof Electron.shell, 'openExternal'>;

export const dialog = loud('dialog', {
  showErrorBox(title: string, content: string): void {
    desktop.errorBoxes.push(`${title}: ${content}`);
    // The app may end with it, and then nobody can look any more.
    process.stderr.write(`error box: ${title}: ${content}\n`);
  },
  /** Answered as the test has said before, else dismissed: nobody is there to click. */
  async showMessageBox(options: unknown) {
    const { cancelId = 0, message, detail = '', buttons = [] } = options as Electron.MessageBoxOptions;
    desktop.messageBoxes.push({ message, detail, buttons });
    const chosen = buttons.indexOf(desktop.nextAnswers.shift() ?? '');
    return { response: chosen < 0 ? cancelId : chosen, checkboxChecked: false };
  },
  /** Answered with the folder that the test has said before, else dismissed. */
  async showOpenDialog() {
    const chosen = desktop.nextAnswers.shift();
    return { canceled: chosen === undefined, filePaths: chosen === undefined ? [] : [chosen] };
  },
}) satisfies Pick<typeof Electron.dialog, 'showErrorBox' | 'showMessageBox' | 'showOpenDialog'>;

export const nativeImage = loud('nativeImage', { createFromPath: createImageFromPath }) satisfies Pick<
  typeof Electron.nativeImage,
  'createFromPath'
>;

export const Menu = loud('Menu', {
  buildFromTemplate: StandInMenu.buildFromTemplate,
  setApplicationMenu(menu: Electron.Menu | null): void {
    desktop.appMenu = menu as unknown as StandInMenu | null;
  },
}) satisfies Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>;

/** Makes what `new Tray(image)` gives. Like Electron's classes it cannot be extended, only called with `new`. */
export const Tray = constructorOf((image: NativeImage | string) =>
  loud('Tray', new StandInTray(desktop, image, setup.platform)),
);

export const BrowserWindow = constructorOf((options: BrowserWindowConstructorOptions = {}) => {
  if (!isReady()) throw new Error('A window can be made only after the app is ready.');
  const made = new StandInWindow(desktop, surroundings, { ...options, preloadInSubFrames: setup.preloadInSubFrames });
  standInApp.emit('web-contents-created', {}, made.webContents);
  return loud('BrowserWindow', made);
});

export const Notification = Object.assign(
  constructorOf((options?: NotificationConstructorOptions) =>
    loud('Notification', new StandInNotification(desktop, options)),
  ),
  { isSupported: () => true },
) satisfies Pick<typeof Electron.Notification, 'isSupported'>;

const everything = {
  app,
  protocol,
  ipcMain,
  session,
  net,
  autoUpdater,
  powerMonitor,
  safeStorage,
  screen,
  clipboard,
  shell,
  dialog,
  nativeImage,
  Menu,
  Tray,
  BrowserWindow,
  Notification,
};

/** For modules that import `electron` as a whole. */
const whole = loud('electron', everything);
// biome-ignore lint/style/noDefaultExport: Electron's own module has a default export.
export default whole;
/** For those that `require('electron')`: Node gives them this in the place of all exports. */
export { whole as 'module.exports' };

answerTests({ app: standInApp, desktop, chromium, ipcMain: standInIpcMain, powerMonitor });
chromium.then(
  () => standInApp.becomeReady(),
  (error: unknown) => {
    process.stderr.write(`Chromium did not start: ${String(error)}\n`);
    process.exit(1);
  },
);

function constructorOf<A extends unknown[], T extends object>(make: (...args: A) => T): new (...args: A) => T {
  function Part(...args: A): T {
    return make(...args);
  }
  return Part as unknown as new (
    ...args: A
  ) => T;
}
