import type { DatabaseSync } from 'node:sqlite';

/** The methods of a store that keeps lines of text. */
export class NotesApi {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  add(text: string): number {
    return Number(this.#database.prepare('INSERT INTO notes (text) VALUES (?)').run(text).lastInsertRowid);
  }

  all(): string[] {
    return this.#database
      .prepare('SELECT text FROM notes ORDER BY id')
      .all()
      .map(({ text }) => String(text));
  }

  fail(): never {
    throw new Error('this always fails');
  }

  die(): never {
    process.exit(1);
  }
}
