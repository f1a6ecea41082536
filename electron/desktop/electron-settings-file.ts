import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { app, ipcMain } from 'electron';
import ElectronStore from 'electron-store';
import { setAsideName } from '../engine/settings/set-aside-name.ts';
import type { SettingsFile } from '../engine/settings/settings-file.ts';

/** The settings file in the app's own folder, by electron-store. */
export class ElectronSettingsFile implements SettingsFile {
  readonly path: string;
  readonly #name: string;
  #openStore: ElectronStore | undefined;

  /** @param name of the file without `.json` */
  constructor(name: string) {
    this.#name = name;
    this.path = join(app.getPath('userData'), `${name}.json`);
  }

  read(): unknown {
    return existsSync(this.path) ? this.#store().store : undefined;
  }

  write(value: unknown): void {
    this.#store().store = value as Record<string, unknown>;
  }

  setAside(): string {
    const aside = setAsideName(this.path);
    renameSync(this.path, aside);
    this.#openStore = undefined;
    return aside;
  }

  /** Opened at first use, since opening reads: a broken file must fail a read, not the start. */
  #store(): ElectronStore {
    this.#openStore ??= openStore(this.#name);
    return this.#openStore;
  }
}

function openStore(name: string): ElectronStore {
  try {
    // Only for its owner: it holds the client's identity. Keys are taken as they are, dots and all.
    return new ElectronStore({ name, configFileMode: 0o600, accessPropertiesByDotNotation: false });
  } finally {
    // electron-store listens for pages that ask where its file is. None of ours does, and the port handshake is to stay
    // the only message that main answers.
    ipcMain.removeAllListeners('electron-store-get-data');
  }
}
