import { Live } from '../live.ts';
import type { SettingsFile } from './settings-file.ts';
import { defaultSettings, readSettings, type Settings } from './settings-schema.ts';

/** The settings in memory and in their file. */
export class SettingsStore {
  readonly #file: SettingsFile;
  readonly #live: Live<Settings>;
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

  subscribe(subscriber: (settings: Settings) => void): () => void {
    return this.#live.subscribe(subscriber);
  }

  /** Writes the change to the file, then tells the subscribers. Throws, with nothing changed, when it cannot be written. */
  update(change: Partial<Omit<Settings, 'version'>>): void {
    const next = { ...this.#live.value, ...change };
    this.#file.write(next);
    this.#live.set(next);
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
