import type { SettingsFile } from '../electron/engine/settings/settings-file.ts';

/** Settings of a command that leaves nothing behind. */
export class MemorySettingsFile implements SettingsFile {
  readonly path = 'memory';
  #value: unknown;

  read(): unknown {
    return this.#value;
  }

  write(value: unknown): void {
    this.#value = value;
  }

  async saved(): Promise<void> {}

  setAside(): string {
    this.#value = undefined;
    return this.path;
  }
}
