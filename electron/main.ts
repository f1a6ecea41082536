// Has to come first.
import './engine/storage/begin-storage-worker.ts';
import { join, resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { app, dialog, ipcMain, protocol, safeStorage, session, shell } from 'electron';
import { EXIT_SIDE } from '../exit/exit-side.ts';
import { VERSION } from '../shared/version.ts';
import { AlertNotifications } from './desktop/alert-notifications.ts';
import { DeepLinks } from './desktop/deep-links.ts';
import { DesktopChoices } from './desktop/desktop-choices.ts';
import { createDesktopLog } from './desktop/desktop-log.ts';
import { DesktopShell } from './desktop/desktop-shell.ts';
import { DesktopState } from './desktop/desktop-state.ts';
import { ExternalLinks } from './desktop/external-links.ts';
import { endOnFault } from './desktop/faults/end-on-fault.ts';
import { watchProcesses } from './desktop/faults/watch-processes.ts';
import { findKeychain } from './desktop/find-keychain.ts';
import { findLoginItem } from './desktop/login/find-login-item.ts';
import { keepLoginItem } from './desktop/login/keep-login-item.ts';
import { startsHidden } from './desktop/login/starts-hidden.ts';
import { isPageUrl, pathOf } from './desktop/page-origin.ts';
import { registerPageScheme, servePage } from './desktop/page-protocol.ts';
import { acceptPorts } from './desktop/port-handshake.ts';
import { Security } from './desktop/security/security.ts';
import { claimSingleInstance } from './desktop/single-instance.ts';
import { startEngine } from './desktop/start-engine.ts';
import { stopBeforeQuit } from './desktop/stop-before-quit.ts';
import { systemDialogs } from './desktop/system-dialogs.ts';
import { SystemNotices } from './desktop/system-notices.ts';
import { prepareUpdates } from './desktop/updates/prepare-updates.ts';
import { claimWindowsIdentity } from './desktop/windows-identity.ts';
import { createEngine } from './engine/engine.ts';
import { KeyFileCipher } from './engine/secrets/key-file-cipher.ts';
import { MemoryCipher } from './engine/secrets/memory-cipher.ts';
import { JsonSettingsFile } from './engine/settings/json-settings-file.ts';
import { settingsFileOf } from './engine/settings/settings-file-of.ts';
import { PageFiles } from './rpc/page-files.ts';
import { servePort } from './rpc/serve-port.ts';

// Electron's entry. It composes and does nothing else: each step is a file of its name. It must not await at its top
// level, since `ready` comes only after this file has run (https://www.electronjs.org/docs/latest/tutorial/esm).

/** This file runs as dist/main/main.js. */
const ROOT = resolve(import.meta.dirname, '../..');

const developer = !app.isPackaged;
const { platform } = process;
const log = createDesktopLog({ developer });
const links = new ExternalLinks(shell, log);
const openLink = (url: string) => (isPageUrl(url) ? desktop?.open(pathOf(url)) : links.open(url));
const security = new Security({ developer, openLink, log });
const deepLinks = new DeepLinks({ dialog, log });
let desktop: DesktopShell | undefined;
/** Ends what has been begun, in order. */
let stop = async () => {};

// What must be done before the app is ready.
app.enableSandbox();
claimWindowsIdentity(app, platform);
registerPageScheme(protocol);
security.guardApp(app);
watchProcesses(app, log);
endOnFault(process, {
  log: (error) => log.error({ err: error }, 'an unexpected fault ends the app'),
  stop: () => stop(),
  tell: (message) => dialog.showErrorBox('Porthole has to end', message),
  exit: (code) => app.exit(code),
});
// A fault in one call must not end everybody's tunnels.
process.on('unhandledRejection', (error) => log.error({ error: String(error) }, 'something went wrong unnoticed'));
deepLinks.listen(app);
const isFirst = claimSingleInstance(app, (argv) => {
  desktop?.show();
  deepLinks.openFrom(argv);
});
if (isFirst) app.whenReady().then(run).catch(giveUp);
else app.quit();

/** Starts the engine and puts the shell around it. */
async function run(): Promise<void> {
  security.guardSession(session.defaultSession);
  // Read beside all that follows: only the window waits for it.
  const page = PageFiles.load(join(ROOT, 'dist/page'));
  page.catch(() => {});
  servePage(protocol, page);

  const dataDir = app.getPath('userData');
  const state = new DesktopState(new JsonSettingsFile(join(dataDir, 'desktop.json')), log);
  const loginItem = findLoginItem(app, platform, process.env);
  if (!developer) await keepLoginItem(loginItem, log);
  const choices = await DesktopChoices.read(state, loginItem);
  const notices = new SystemNotices(log);
  const keychain = await findKeychain(safeStorage, platform, log);
  const engine = createEngine({
    dataDir,
    settings: settingsFileOf(dataDir),
    // Without a keychain nothing goes to the disk before the user says so.
    cipher: keychain.cipher ?? new MemoryCipher(),
    moreCiphers: [KeyFileCipher.of(dataDir), new MemoryCipher()],
    noKeychain: keychain.unavailable,
    ...EXIT_SIDE,
    notifier: new AlertNotifications({
      notices,
      isWanted: () => choices.settings.value.notifyAlerts,
      open: (path) => desktop?.open(path),
    }),
    log,
    version: VERSION,
  });
  const asked = systemDialogs(dialog);
  const quitting = stopBeforeQuit(app, { onQuit: () => desktop?.letClose(), stop: () => stop(), log });
  const updates = await prepareUpdates({
    ...{ platform, state, links, log },
    letClose: () => desktop?.letClose(),
    endBy: (end) => quitting.endBy(end),
    isWanted: () => choices.settings.value.lookForUpdates,
  });
  const info = { shell: 'desktop', version: VERSION, ...asked, desktop: choices, updates } as const;
  const { router, endpoint } = await startEngine({ engine, dataDir, info, log });
  const client = createRouterClient(router);

  const shown = new DesktopShell({
    ...{ root: ROOT, developer, platform, engine, client, state, notices, links, security, updates, log },
  });
  desktop = shown;
  stop = async () => {
    updates.stop();
    shown.stop();
    await endpoint.close();
    await engine.stop();
    await state.saved();
  };
  // Electron quits by itself when the last window is gone, unless somebody listens. Only `quit` ends this app.
  app.on('window-all-closed', () => log.debug({}, 'the window is gone'));

  acceptPorts(ipcMain, {
    isTrusted: (event) => shown.isTrusted(event),
    serve: (port) => servePort(router, port),
    log,
  });
  // Without its page a window is of no use.
  await page;
  await shown.start({ hidden: startsHidden(app, platform, process.argv) });
  deepLinks.openFrom(process.argv);
  deepLinks.start(client, () => shown.show());
  updates.start();
}

/** Says why the app cannot run and ends it. */
function giveUp(error: unknown): void {
  log.error({ error: String(error) }, 'Porthole could not start');
  dialog.showErrorBox('Porthole could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
