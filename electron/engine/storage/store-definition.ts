import type { DatabaseSync } from 'node:sqlite';

/** One SQLite file of the app: its tables, and what can be asked of it. All of it runs in the storage thread. */
export interface StoreDefinition<Api extends object> {
  /** What it holds, for messages to the user, e.g. "metrics history". */
  readonly title: string;
  /** SQL that brings the file from version `index` to `index + 1` (`user_version`); one never changes after its release. */
  readonly migrations: readonly string[];
  /** Returns the methods that the engine may call; arguments and results are copied between threads (structured clone). */
  create(database: DatabaseSync): Api;
}
