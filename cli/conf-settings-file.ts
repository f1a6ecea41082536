import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import { setAsideName } from '../electron/engine/settings/set-aside-name.ts';
import type { SettingsFile } from '../electron/engine/settings/settings-file.ts';

const NAME = 'settings';

/** The settings file by `conf`, which replaces it atomically. */
export class ConfSettingsFile implements SettingsFile {
  readonly path: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, `${NAME}.json`);
  }

  read(): unknown {
    return existsSync(this.path) ? this.#open().store : undefined;
  }

  write(value: unknown): void {
    this.#open().store = value as Record<string, unknown>;
  }

  setAside(): string {
    const aside = setAsideName(this.path);
    renameSync(this.path, aside);
    return aside;
  }

  /** Opening reads the file, and throws where it is no JSON: so each use opens it anew, and `setAside` can come between. */
  #open(): Conf<Record<string, unknown>> {
    return new Conf({
      cwd: this.#folder,
      configName: NAME,
      projectName: 'porthole',
      // Addresses of one's services and the client id are nobody else's business.
      configFileMode: 0o600,
      clearInvalidConfig: false,
    });
  }
}
