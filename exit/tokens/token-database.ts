import { statSync } from 'node:fs';
import type { ExitLog } from '../log.ts';
import { TokenError } from './token-error.ts';
import { TokenStore } from './token-store.ts';

/** Name of the file in the data directory. */
export const TOKENS_FILE = 'tokens.sqlite';

export interface TokenDatabaseOptions {
  /** Undefined: the tokens are forgotten at the end, as in dev mode. */
  path: string | undefined;
  log: ExitLog;
  now?: (() => number) | undefined;
}

/** A running server's view of its tokens: commands of other processes may make the file, change it, or put another in its place. */
export class TokenDatabase {
  readonly #options: TokenDatabaseOptions;
  #store: TokenStore | undefined;
  /** Which file is open, and what it held. */
  #identity: string | undefined;
  #version = 0;
  #changed = false;
  #problem: string | undefined;

  /** @throws TokenError where the file is there and cannot be used */
  constructor(options: TokenDatabaseOptions) {
    this.#options = options;
    if (options.path === undefined) this.make();
    else this.#reopen(identityOf(options.path));
  }

  /** The tokens; undefined where none was ever made. @throws TokenError where they cannot be read now */
  get store(): TokenStore | undefined {
    if (this.#problem !== undefined) throw new TokenError('store', this.#problem);
    return this.#store;
  }

  /** What is wrong with the file, in one line; undefined: nothing. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The tokens, in a file that is made where there is none. @throws TokenError */
  make(): TokenStore {
    const existing = this.store;
    if (existing !== undefined) return existing;
    const { path, now } = this.#options;
    const store = new TokenStore(path ?? ':memory:', { server: true, ...(now && { now }) });
    this.#take(store, path === undefined ? undefined : identityOf(path));
    return store;
  }

  /** This process itself has changed tokens: the next refresh() tells. */
  touched(): void {
    this.#changed = true;
  }

  /** Looks whether anything has changed since the last time. */
  refresh(): boolean {
    try {
      const { path } = this.#options;
      const identity = path === undefined ? undefined : identityOf(path);
      if (identity !== this.#identity) this.#reopen(identity);
      const version = this.#store?.dataVersion() ?? 0;
      if (version !== this.#version) this.#changed = true;
      this.#version = version;
      this.#problem = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.#problem) this.#options.log.error({}, message);
      this.#problem = message;
      return false;
    }
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  close(): void {
    this.#store?.close();
    this.#store = undefined;
  }

  #reopen(identity: string | undefined): void {
    const { path, now } = this.#options;
    this.close();
    this.#changed = true;
    // Whoever takes the file away takes the tokens away.
    if (identity === undefined || path === undefined) this.#identity = undefined;
    else this.#take(new TokenStore(path, { server: true, ...(now && { now }) }), identity);
  }

  #take(store: TokenStore, identity: string | undefined): void {
    this.#store = store;
    this.#identity = identity;
    this.#version = store.dataVersion();
  }
}

function identityOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? undefined : `${stat.dev} ${stat.ino}`;
}
