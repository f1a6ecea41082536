import { resolve } from 'node:path';

// As much of Electron as the app needs until it makes its first window. Chromium's own time is not ours, so there is no Chromium here: at the first window the moment is
// told to the parent process, and the end begins.

/** Whatever is asked of it, called or made, is itself again. */
const anything: unknown = new Proxy(() => {}, {
  get: (_target, key) => (key === 'then' || typeof key === 'symbol' ? undefined : anything),
  apply: () => anything,
  construct: () => anything as object,
});

function part(own: Record<string, unknown> = {}) {
  return new Proxy(own, { get: (target, key) => (key in target ? Reflect.get(target, key) : anything) });
}

const userData = resolve(process.env.PORTHOLE_BENCH_DATA ?? '.');
let evaluated = 0;
// Electron says there where the package is.
Object.defineProperty(process, 'resourcesPath', { value: userData });

export const app = part({
  isPackaged: true,
  getPath: () => userData,
  getName: () => 'porthole',
  getVersion: () => '0.0.0',
  requestSingleInstanceLock: () => true,
  // The last call of main's own module: what follows runs when it has been evaluated.
  whenReady: async () => {
    evaluated = performance.now();
  },
});
export const safeStorage = part({
  isAsyncEncryptionAvailable: async () => false,
  getSelectedStorageBackend: () => 'unknown',
});
export const screen = part({ getAllDisplays: () => [] });
export const [
  autoUpdater,
  clipboard,
  dialog,
  ipcMain,
  nativeImage,
  powerMonitor,
  protocol,
  session,
  shell,
  Menu,
  Tray,
] = Array.from({ length: 11 }, () => part());
export const Notification = part({ isSupported: () => false });

/** The first window: the engine runs by now. */
export function BrowserWindow(): void {
  process.send?.({ evaluated, started: performance.now(), cpu: process.cpuUsage() }, () => process.exit(0));
  throw new Error('That was all.');
}

// biome-ignore lint/style/noDefaultExport: Electron's own module has a default export.
export default part({ app, ipcMain, shell });
