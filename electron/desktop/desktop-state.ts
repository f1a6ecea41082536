import { z } from 'zod';
import type { SettingsFile } from '../engine/settings/settings-file.ts';

const Kept = z.object({ closeNoticeShown: z.boolean().default(false) });

/** What only the desktop shell remembers. Nothing here is worth more than being asked again, so a broken file starts anew. */
export class DesktopState {
  readonly #file: SettingsFile;
  #kept: z.infer<typeof Kept>;

  constructor(file: SettingsFile) {
    this.#file = file;
    this.#kept = load(file);
  }

  get closeNoticeShown(): boolean {
    return this.#kept.closeNoticeShown;
  }

  set closeNoticeShown(value: boolean) {
    this.#kept = { ...this.#kept, closeNoticeShown: value };
    this.#file.write(this.#kept);
  }
}

function load(file: SettingsFile): z.infer<typeof Kept> {
  try {
    return Kept.parse(file.read() ?? {});
  } catch {
    file.setAside();
    return Kept.parse({});
  }
}
