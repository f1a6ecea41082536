import { join, resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { app, clipboard, dialog, ipcMain, powerMonitor, protocol, safeStorage, session, shell } from 'electron';
import { startEmbeddedExit } from '../exit/embedded-exit.ts';
import { VERSION } from '../shared/version.ts';
import { allowByDialog } from './desktop/allow-command.ts';
import { setAppMenu } from './desktop/app-menu.ts';
import { AppWindow } from './desktop/app-window.ts';
import { CloseNotice } from './desktop/close-notice.ts';
import { DeepLinks } from './desktop/deep-links.ts';
import { createDesktopLog } from './desktop/desktop-log.ts';
import { DesktopState } from './desktop/desktop-state.ts';
import { ElectronSettingsFile } from './desktop/electron-settings-file.ts';
import { createElectronTray } from './desktop/electron-tray.ts';
import { ExternalLinks } from './desktop/external-links.ts';
import { findKeychain } from './desktop/find-keychain.ts';
import { PAGE_URL } from './desktop/page-origin.ts';
import { registerPageScheme, servePage } from './desktop/page-protocol.ts';
import { acceptPorts } from './desktop/port-handshake.ts';
import { Security } from './desktop/security.ts';
import { claimSingleInstance } from './desktop/single-instance.ts';
import { stopBeforeQuit } from './desktop/stop-before-quit.ts';
import { TrayController } from './desktop/tray-controller.ts';
import { watchTunnels } from './desktop/tunnel-watch.ts';
import { createEngine } from './engine/engine.ts';
import { KeyFileCipher } from './engine/secrets/key-file-cipher.ts';
import { MemoryCipher } from './engine/secrets/memory-cipher.ts';
import { LocalEndpoint } from './rpc/local-endpoint.ts';
import { PageFiles } from './rpc/page-files.ts';
import { createRouter } from './rpc/router.ts';
import { servePort } from './rpc/serve-port.ts';

// Electron's entry. It composes and does nothing else: each step is a file of its name. It must not await at its top
// level, since `ready` comes only after this file has run (https://www.electronjs.org/docs/latest/tutorial/esm).

/** This file runs as dist/main/main.js. */
const ROOT = resolve(import.meta.dirname, '../..');
/** Login items pass it: the app then starts in the tray alone. */
const HIDDEN = '--hidden';

const developer = !app.isPackaged;
const log = createDesktopLog({ developer });
const links = new ExternalLinks(shell, log);
const security = new Security({ developer, openLink: (url) => links.open(url), log });
const deepLinks = new DeepLinks({ dialog, log });
let appWindow: AppWindow | undefined;

// What must be done before the app is ready.
app.enableSandbox();
registerPageScheme(protocol);
security.guardApp(app);
// A fault in one call must not end everybody's tunnels.
process.on('unhandledRejection', (error) => log.error({ error: String(error) }, 'something went wrong unnoticed'));
deepLinks.listen(app);
const isFirst = claimSingleInstance(app, (argv) => {
  appWindow?.show();
  deepLinks.openFrom(argv);
});
if (isFirst) app.whenReady().then(run).catch(giveUp);
else app.quit();

/** Starts the engine and puts the shell around it. */
async function run(): Promise<void> {
  setAppMenu({ developer });
  security.guardSession(session.defaultSession);
  servePage(protocol, await PageFiles.load(join(ROOT, 'dist/page')));

  const dataDir = app.getPath('userData');
  const keychain = await findKeychain(safeStorage, process.platform, log);
  const engine = createEngine({
    dataDir,
    settings: new ElectronSettingsFile('settings'),
    // Without a keychain nothing goes to the disk before the user says so.
    cipher: keychain.cipher ?? new MemoryCipher(),
    moreCiphers: [KeyFileCipher.of(dataDir), new MemoryCipher()],
    noKeychain: keychain.unavailable,
    startEmbeddedExit,
    log,
    version: VERSION,
  });
  const router = createRouter(engine, { shell: 'desktop', version: VERSION, allowCommand: allowByDialog(dialog) });
  const endpoint = await LocalEndpoint.open(dataDir, router, log);
  await engine.start();
  const client = createRouterClient(router);

  const notice = new CloseNotice({
    state: new DesktopState(new ElectronSettingsFile('desktop')),
    onClick: () => appWindow?.show(),
    log,
  });
  const shown = new AppWindow({
    preload: join(ROOT, 'dist/preload/preload.cjs'),
    developer,
    onVisible: (visible) => tray.setWindowVisible(visible),
    onHiddenByUser: () => notice.showOnce(),
    log,
  });
  appWindow = shown;
  const failed = (what: string) => (error: unknown) => log.error({ error: String(error) }, what);
  const tray = new TrayController(
    () => createElectronTray({ iconFolder: join(ROOT, 'resources/tray'), onClick: () => shown.toggle() }),
    {
      start: ({ id }) => client.tunnels.start({ id }).catch(failed('a tunnel could not be started')),
      stop: ({ id }) => client.tunnels.stop({ id }).catch(failed('a tunnel could not be stopped')),
      copyUrl: (url) => clipboard.writeText(url).catch(failed('the URL could not be copied')),
      openUrl: (url) => links.open(url),
      showWindow: () => shown.show(),
      hideWindow: () => shown.hide(),
      quit: () => app.quit(),
    },
  );

  const watching = new AbortController();
  watchTunnels(client, watching.signal, (tunnels) => {
    tray.setTunnels(tunnels);
    links.setTunnels(tunnels);
  }).catch(failed('the tray lost sight of the tunnels'));
  powerMonitor.on('resume', () => engine.wake());

  stopBeforeQuit(app, {
    onQuit: () => shown.letClose(),
    stop: async () => {
      watching.abort();
      tray.destroy();
      await endpoint.close();
      await engine.stop();
    },
    log,
  });
  app.on('activate', () => shown.show());
  // Electron quits by itself when the last window is gone, unless somebody listens. Only `quit` ends this app.
  app.on('window-all-closed', () => log.debug({}, 'the window is gone'));

  acceptPorts(ipcMain, {
    isTrusted: (event) => security.isTrustedSender(event, shown.contents),
    serve: (port) => servePort(router, port),
    log,
  });
  await shown.load(PAGE_URL, { hidden: process.argv.includes(HIDDEN) });
  deepLinks.openFrom(process.argv);
  deepLinks.start(client, () => shown.show());
}

/** Says why the app cannot run and ends it. */
function giveUp(error: unknown): void {
  log.error({ error: String(error) }, 'Porthole could not start');
  dialog.showErrorBox('Porthole could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
