import { readFileSync, renameSync } from 'node:fs';
import { writeFileAtomically } from '../../../shared/write-file-atomically.ts';
import { setAsideName } from './set-aside-name.ts';
import type { SettingsFile } from './settings-file.ts';

/** Addresses of one's services and the client's id are nobody else's business. */
const MODE = 0o600;

/**
 * A settings file of JSON. It is read at once, at the start, and written behind the program's back: an fsync may take a tenth of a second, for which every tunnel would stand
 * still. Of changes that come faster than the disk takes them the newest is written.
 */
export class JsonSettingsFile implements SettingsFile {
  readonly path: string;
  /** What the next write takes; undefined where none waits. */
  #next: string | undefined;
  #saved: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  read(): unknown {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return JSON.parse(text);
  }

  write(value: unknown): void {
    const isWaiting = this.#next !== undefined;
    // As text now: whoever owns the value may change it.
    this.#next = `${JSON.stringify(value, undefined, '\t')}\n`;
    if (isWaiting) return;
    this.#saved = this.#saved.catch(() => {}).then(() => this.#writeNext());
    // Told to whoever asks by `saved`.
    this.#saved.catch(() => {});
  }

  saved(): Promise<void> {
    return this.#saved;
  }

  setAside(): string {
    const aside = setAsideName(this.path);
    renameSync(this.path, aside);
    return aside;
  }

  async #writeNext(): Promise<void> {
    const text = this.#next ?? '';
    this.#next = undefined;
    await writeFileAtomically(this.path, text, MODE);
  }
}
