import type { DatabaseSync } from 'node:sqlite';
import type { ActivityEntry } from '../../../shared/contract/activity.ts';

/** Years of a usual life; a storm of alerts pushes the oldest out. */
const MAX_ENTRIES = 5_000;

/** The log of what happened, on disk. */
export class ActivityTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  add({ id, at, level, source, message, tunnelIds }: ActivityEntry): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO activity (id, at, level, source, message, tunnel_ids) VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, at, level, source, message, JSON.stringify(tunnelIds));
    this.#database.prepare('DELETE FROM activity WHERE id <= ?').run(id - MAX_ENTRIES);
  }

  /** The newest, newest first. */
  newest(count: number): ActivityEntry[] {
    return this.#database
      .prepare('SELECT id, at, level, source, message, tunnel_ids FROM activity ORDER BY id DESC LIMIT ?')
      .all(count)
      .map(({ id, at, level, source, message, tunnel_ids }) => ({
        id: Number(id),
        at: Number(at),
        level: level as ActivityEntry['level'],
        source: String(source),
        message: String(message),
        tunnelIds: JSON.parse(String(tunnel_ids)),
      }));
  }
}
