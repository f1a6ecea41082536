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
  /** Settled when the file is given something the next time. */
  #nextWrite = Promise.withResolvers<void>();
  /** What waits for the disk, and what is being done since it has the settings. */
  readonly #onceSaved = new Set<Promise<void>>();
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

  /**
   * Does what must not come before all changes until now are on the disk, such as removing a secret that they no longer refer to: those of before, which a crash
   * would bring back, need it. Resolves when it is done, rejects as it does. Rejects with SettingsNotSaved where they could not be written; it is done once they are, if
   * Porthole lives that long.
   */
  async onceSaved(run: () => Promise<void>): Promise<void> {
    const done = this.#savedAtLast().then(run);
    this.#onceSaved.add(done);
    const forget = () => this.#onceSaved.delete(done);
    done.then(forget, forget);
    await this.saved();
    await done;
  }

  /** Tries once more what could not be written, does what waited for that, and ends. Rejects as `saved`. */
  async close(): Promise<void> {
    const isUnsaved = this.#retry !== undefined;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (isUnsaved) this.#give();
    await this.saved();
    await Promise.allSettled(this.#onceSaved);
  }

  /** Resolves when all changes until now are on the disk, however often that has to be tried. */
  async #savedAtLast(): Promise<void> {
    for (;;) {
      // Taken before the wait: the next try may have begun when that is over.
      const { promise } = this.#nextWrite;
      const isSaved = await this.#file.saved().then(
        () => true,
        () => false,
      );
      if (isSaved) return;
      await promise;
    }
  }

  #give(): void {
    this.#file.write(this.#live.value);
    this.#nextWrite.resolve();
    this.#nextWrite = Promise.withResolvers<void>();
  }

  #write(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#give();
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
