import { Live } from '../live.ts';
import type { SettingsFile } from './settings-file.ts';
import { SettingsNotSaved } from './settings-not-saved.ts';
import { defaultSettings, readSettings, type Settings } from './settings-schema.ts';

/** A disk that was full is tried again after this time, until somebody has made room. */
const RETRY_MS = 5_000;

/** The settings in memory and in their file. */
export class SettingsStore {
  readonly #file: SettingsFile;
  readonly #live: Live<Settings>;
  #changes = 0;
  #retry: NodeJS.Timeout | undefined;
  /** One line for the user where the file had to be set aside. */
  readonly problem: string | undefined;

  /** Reads the file; one that cannot be read is set aside and defaults are used. */
  constructor(file: SettingsFile) {
    this.#file = file;
    const { settings, problem } = load(file);
    this.problem = problem;
    this.#live = new Live(settings);
  }

  get value(): Settings {
    return this.#live.value;
  }

  /** How often they were changed: whoever sees it grow during a call has to wait for `saved` before it answers. */
  get changes(): number {
    return this.#changes;
  }

  subscribe(subscriber: (settings: Settings) => void): () => void {
    return this.#live.subscribe(subscriber);
  }

  /** Begins to write the change, and tells the subscribers. Waits for no disk: that is `saved`. */
  update(change: Partial<Omit<Settings, 'version'>>): void {
    this.#changes++;
    this.#live.set({ ...this.#live.value, ...change });
    this.#write();
  }

  /** Resolves when all changes until now are on the disk. Rejects with SettingsNotSaved where they could not be written; they hold all the same, and are tried again. */
  async saved(): Promise<void> {
    try {
      await this.#file.saved();
    } catch (error) {
      throw new SettingsNotSaved(error as Error);
    }
  }

  /** Tries once more what could not be written, and ends. Rejects as `saved`. */
  async close(): Promise<void> {
    const isUnsaved = this.#retry !== undefined;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (isUnsaved) this.#file.write(this.#live.value);
    await this.saved();
  }

  #write(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#file.write(this.#live.value);
    const { changes } = this;
    this.#file.saved().catch(() => {
      // A later change has its own try.
      if (changes === this.#changes) this.#retry = setTimeout(() => this.#write(), RETRY_MS).unref();
    });
  }
}

function load(file: SettingsFile): { settings: Settings; problem?: string } {
  let problem: string | undefined;
  try {
    const kept = file.read();
    if (kept !== undefined) return { settings: readSettings(kept) };
  } catch {
    const aside = file.setAside();
    problem = `The settings file could not be read. It was set aside as ${aside}, and Porthole started with default settings.`;
  }
  const settings = defaultSettings();
  file.write(settings);
  return problem === undefined ? { settings } : { settings, problem };
}
