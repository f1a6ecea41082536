import type { SettingsFile } from '../electron/engine/settings/settings-file.ts';

/** The settings of an app that does not run, for a command that only looks: whatever is wrong with the file, it stays as it is. */
export class LookOnlySettingsFile implements SettingsFile {
  readonly path: string;
  readonly #file: SettingsFile;

  constructor(file: SettingsFile) {
    this.#file = file;
    this.path = file.path;
  }

  /** Undefined, as if there were none, where it cannot be read: the doctor says why. */
  read(): unknown {
    try {
      return this.#file.read();
    } catch {
      return undefined;
    }
  }

  write(): void {}

  async saved(): Promise<void> {}

  setAside(): string {
    return this.path;
  }
}
