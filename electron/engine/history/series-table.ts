import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The tunnels of the file, each with the short number under which its rows are kept. */
export class SeriesTable {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #ids = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = database.prepare('SELECT id FROM series WHERE tunnel_id = ?');
  }

  find(tunnelId: string): number | undefined {
    const known = this.#ids.get(tunnelId);
    if (known !== undefined) return known;
    const id = this.#find.get(tunnelId)?.id;
    if (id === undefined) return undefined;
    this.#ids.set(tunnelId, Number(id));
    return Number(id);
  }

  findOrAdd(tunnelId: string): number {
    const known = this.find(tunnelId);
    if (known !== undefined) return known;
    this.#database.prepare('INSERT INTO series (tunnel_id) VALUES (?)').run(tunnelId);
    return this.findOrAdd(tunnelId);
  }

  /**
   * Removes the tunnels that are not among these and of which nothing is newer than `before`, ms since the epoch, with all that is kept of
   * them. Not at once: a settings file that was set aside may come back.
   */
  keepOnly(tunnelIds: readonly string[], before: number): void {
    const wanted = new Set(tunnelIds);
    const newest = this.#database.prepare(
      'SELECT max(coalesce(until, (SELECT runs.until FROM runs WHERE runs.id = spans.run))) AS last FROM spans WHERE series = ?',
    );
    const remove = this.#database.prepare('DELETE FROM series WHERE id = ?');
    for (const { id, tunnel_id } of this.#database.prepare('SELECT id, tunnel_id FROM series').all()) {
      if (!wanted.has(String(tunnel_id)) && Number(newest.get(Number(id))?.last ?? 0) < before) remove.run(Number(id));
    }
    this.#ids.clear();
  }

  /** What was added and not committed is not there. */
  forget(): void {
    this.#ids.clear();
  }
}
