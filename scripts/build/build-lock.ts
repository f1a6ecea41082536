import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How long a build waits for another one. A full build takes seconds; a machine under load some more. */
const WAIT_MS = 180_000;

/**
 * Lets one process at a time write to a dist folder. It is SQLite's lock on an empty file: the kernel takes it back when its
 * holder dies, so no lock is ever left behind that somebody must clean up.
 */
export class BuildLock implements Disposable {
  readonly #database: DatabaseSync;

  /** Takes the lock; blocks while another process has it. Throws when that lasts longer than three minutes. */
  constructor(distFolder: string) {
    mkdirSync(distFolder, { recursive: true });
    this.#database = new DatabaseSync(join(distFolder, '.lock'), { timeout: WAIT_MS });
    this.#database.exec('BEGIN EXCLUSIVE');
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
