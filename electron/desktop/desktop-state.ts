import { z } from 'zod';
import type { Log } from '../engine/engine-parts.ts';
import type { SettingsFile } from '../engine/settings/settings-file.ts';

/** Where the window was, in CSS px of all displays together. */
const WindowPlace = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});

const Kept = z.object({
  closeNoticeShown: z.boolean().default(false),
  notifyAlerts: z.boolean().default(true),
  lookForUpdates: z.boolean().default(true),
  /** The version to which the user said "Not now". */
  declinedUpdate: z.string().optional(),
  /** Ids of the tunnels that "Pause all" stopped, until they are resumed. */
  paused: z.array(z.string()).default([]),
  window: WindowPlace.optional(),
});

export type WindowPlace = z.infer<typeof WindowPlace>;
type Kept = z.infer<typeof Kept>;

/** What only the desktop shell remembers. Nothing here is worth more than being asked again, so a broken file starts anew. */
export class DesktopState {
  readonly #file: SettingsFile;
  readonly #log: Pick<Log, 'warn'>;
  #kept: Kept;

  constructor(file: SettingsFile, log: Pick<Log, 'warn'>) {
    this.#file = file;
    this.#log = log;
    this.#kept = load(file);
  }

  get value(): Readonly<Kept> {
    return this.#kept;
  }

  update(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    this.#file.write(this.#kept);
    void this.saved();
  }

  /** Resolves when all is on the disk, or cannot be written, which is logged. */
  async saved(): Promise<void> {
    try {
      await this.#file.saved();
    } catch (error) {
      this.#log.warn({ error: String(error) }, 'where the window was and what was paused could not be kept');
    }
  }
}

function load(file: SettingsFile): Kept {
  try {
    return Kept.parse(file.read() ?? {});
  } catch {
    file.setAside();
    return Kept.parse({});
  }
}
