import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type App, autoUpdater, type Session } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { Log } from '../../engine/engine-parts.ts';
import { findAppImage } from '../find-app-image.ts';
import { mayLoadUpdate } from './may-load-update.ts';
import type { DownloadProgress, UpdateSource } from './update-source.ts';

/**
 * electron-updater sends a random number of each installation with its questions, by which a server can tell how many there are and follow each. Here all send the
 * same. Releases that are rolled out in steps still work: by that number each installation decides for itself.
 */
const NOBODY = { 'x-user-staging-id': '00000000-0000-0000-0000-000000000000' };

export interface ElectronUpdateParts {
  readonly app: Pick<App, 'quit' | 'exit' | 'releaseSingleInstanceLock'>;
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** From now on windows close. */
  letClose(): void;
  /** The app is to end so, once all has been stopped. */
  endBy(end: () => void): void;
  /** The app has been stopped, and the new version could not be put in its place. */
  onLost(error: unknown): void;
  readonly log: Log;
}

/** Updates by electron-updater, which is loaded at the first use: most starts need none of it. */
export class ElectronUpdateSource implements UpdateSource {
  readonly #parts: ElectronUpdateParts;
  #updater: Promise<AppUpdater> | undefined;

  constructor(parts: ElectronUpdateParts) {
    this.#parts = parts;
  }

  async find(): Promise<string | undefined> {
    const found = await (await this.#load()).checkForUpdates();
    if (found === null) throw new Error('electron-updater does not take this for a package that it can update');
    return found.isUpdateAvailable ? found.updateInfo.version : undefined;
  }

  async download(onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<void> {
    await this.#checkPlace();
    const { CancellationToken } = await import('electron-updater');
    const updater = await this.#load();
    const token = new CancellationToken();
    const cancel = () => token.cancel();
    const tell = ({ transferred, total }: { transferred: number; total: number }) =>
      onProgress({ received: transferred, total });
    signal.addEventListener('abort', cancel);
    updater.on('download-progress', tell);
    try {
      signal.throwIfAborted();
      await updater.downloadUpdate(token);
    } finally {
      signal.removeEventListener('abort', cancel);
      updater.off('download-progress', tell);
      token.dispose();
    }
  }

  async install(): Promise<void> {
    const { app, platform, letClose, endBy, onLost } = this.#parts;
    await this.#checkPlace();
    const updater = await this.#load();
    // Electron closes the windows before it says that it quits.
    autoUpdater.once('before-quit-for-update', letClose);
    if (platform === 'darwin') {
      // Squirrel looks at the new app first, and ends this one in the common way when it is good.
      const { promise: fault, reject } = Promise.withResolvers<never>();
      updater.once('error', reject);
      updater.quitAndInstall();
      return fault;
    }
    endBy(() => {
      updater.once('error', onLost);
      // The new version is started before this one has ended, and must not take it for a second start.
      app.releaseSingleInstanceLock();
      updater.quitAndInstall();
    });
    app.quit();
  }

  /** Rejects where the app may not be replaced: better before a long download, and before it has ended, than after. */
  async #checkPlace(): Promise<void> {
    const appImage = findAppImage(this.#parts.environment, process.execPath);
    if (this.#parts.platform !== 'linux' || appImage === undefined) return;
    await access(appImage, constants.F_OK);
    await access(dirname(appImage), constants.W_OK);
  }

  #load(): Promise<AppUpdater> {
    this.#updater ??= this.#make();
    return this.#updater;
  }

  async #make(): Promise<AppUpdater> {
    const { autoUpdater: updater } = await import('electron-updater');
    const { log } = this.#parts;
    // Nothing happens that the user did not ask for.
    updater.autoDownload = false;
    updater.autoInstallOnAppQuit = false;
    updater.allowDowngrade = false;
    updater.requestHeaders = NOBODY;
    const note = (message: unknown) => log.debug({}, `updater: ${String(message)}`);
    // What fails is told by the calls themselves.
    updater.logger = { debug: note, info: note, warn: note, error: note };
    guard(updater.netSession);
    return updater;
  }
}

/** electron-updater has a session of its own, with no cookies and no cache. */
function guard(session: Pick<Session, 'webRequest'>): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoadUpdate(url) }));
}
