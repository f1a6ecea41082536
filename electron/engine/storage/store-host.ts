import type { DatabaseSync } from 'node:sqlite';
import { isBroken, openDatabase, setDatabaseAside } from './open-database.ts';
import type { StoreDefinition } from './store-definition.ts';

/** The methods of a store, by name. */
type Methods = Readonly<Record<string, unknown>>;

/** One store in the storage thread: opens its file, runs its methods, and begins anew where the file turns out to be broken. */
export class StoreHost {
  readonly #definition: StoreDefinition<object>;
  readonly #path: string;
  readonly #onProblem: (message: string) => void;
  #database: DatabaseSync | undefined;
  #methods: Methods = {};
  /** The last reason for which the file could not be opened: it is told once, and tried again at the next call. */
  #told: string | undefined;

  /** @param onProblem told one line for the user */
  constructor(definition: StoreDefinition<object>, path: string, onProblem: (message: string) => void) {
    this.#definition = definition;
    this.#path = path;
    this.#onProblem = onProblem;
  }

  /** Opens the file, so that a problem is known at the start. */
  open(): void {
    if (this.#database) return;
    const { title } = this.#definition;
    try {
      const setAside = this.#openWhole();
      this.#told = undefined;
      if (setAside !== undefined) this.#tellSetAside(setAside);
    } catch (error) {
      const message = `The ${title} in ${this.#path} cannot be written (${(error as Error).message}): let this user write there.`;
      if (message !== this.#told) this.#onProblem(message);
      this.#told = message;
    }
  }

  /** Runs a method. Throws what it throws. */
  call(method: string, args: readonly unknown[]): unknown {
    this.open();
    if (!this.#database) throw new Error(`the ${this.#definition.title} cannot be opened`);
    const run = this.#methods[method];
    if (typeof run !== 'function') throw new Error(`the ${this.#definition.title} has no method ${method}`);
    try {
      return run.apply(this.#methods, args);
    } catch (error) {
      if (isBroken(error)) this.#beginAnew();
      throw error;
    }
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  /** Returns where a file that could not be read was moved; undefined: nothing was wrong. */
  #openWhole(): string | undefined {
    const { migrations } = this.#definition;
    const { database, setAside } = openDatabase(this.#path, migrations);
    try {
      this.#create(database);
      return setAside;
    } catch (error) {
      // It opened, and the damage is in what the store reads first. A file that was made just now has none.
      if (setAside !== undefined || !isBroken(error)) throw error;
    }
    const aside = setDatabaseAside(this.#path);
    this.#create(openDatabase(this.#path, migrations).database);
    return aside;
  }

  #create(database: DatabaseSync): void {
    try {
      this.#methods = this.#definition.create(database) as Methods;
    } catch (error) {
      database.close();
      throw error;
    }
    this.#database = database;
  }

  #beginAnew(): void {
    this.close();
    this.#tellSetAside(setDatabaseAside(this.#path));
    this.open();
  }

  #tellSetAside(aside: string): void {
    this.#onProblem(
      `The ${this.#definition.title} could not be read. It was set aside as ${aside}, and Porthole began a new one.`,
    );
  }
}
