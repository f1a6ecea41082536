/**
 * Where settings are kept: electron-store in Electron, conf elsewhere. Both write by atomic replacement, so a crash leaves
 * the old file or the new one, never half of one.
 */
export interface SettingsFile {
  /** For messages to the user. */
  readonly path: string;
  /** What is kept, unchecked; undefined where nothing is. Throws when the file cannot be parsed. */
  read(): unknown;
  write(value: unknown): void;
  /** Moves an unreadable file out of the way and returns its new path. */
  setAside(): string;
}
