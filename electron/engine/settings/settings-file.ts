/** Where settings are kept. A crash leaves the old file or the new one, never half of one. */
export interface SettingsFile {
  /** For messages to the user. */
  readonly path: string;
  /** What is kept, unchecked; undefined where nothing is. Throws when the file cannot be parsed. Waits for the disk: for the start only. */
  read(): unknown;
  /** Begins to write, and waits for nothing. */
  write(value: unknown): void;
  /** Resolves when all that was given to `write` before is on the disk; rejects where the last of it could not be written. */
  saved(): Promise<void>;
  /** Moves an unreadable file out of the way and returns its new path. As `read`, for the start only. */
  setAside(): string;
}
