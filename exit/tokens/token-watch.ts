import type { ExitLog } from '../log.ts';
import type { Grant, TokenEnd } from './grant.ts';
import { LastUse } from './last-use.ts';
import type { TokenAuth } from './token-auth.ts';
import type { TokenDatabase } from './token-database.ts';

/**
 * How often the tokens are looked at, ms, so that a revoked or expired one ends its sessions within a second. Some 20 µs each time:
 * a `stat` of two files, and a counter of SQLite. Nothing waits for the moment of an expiry, so that a clock that is set changes it.
 */
const CHECK_MS = 500;
/** How often a session that goes on counts as a use, ms. */
const LIVE_USE_MS = 60_000;

/** A session as far as its token goes. */
export interface TokenHolder {
  readonly grant: Grant;
  /** IP address of the client. */
  readonly from: string;
  /** Its token is still good, perhaps with another scope or end. */
  renew(grant: Grant): void;
  /** Its token no longer counts. */
  endFor(end: TokenEnd): void;
}

export interface TokenWatchParts {
  auth: TokenAuth;
  database: TokenDatabase | undefined;
  sessions(): Iterable<TokenHolder>;
  log: ExitLog;
  now?: () => number;
}

/** Ends the sessions of tokens that no longer count, and remembers when tokens were used. */
export class TokenWatch {
  readonly #parts: TokenWatchParts;
  readonly #now: () => number;
  readonly #uses = new LastUse();
  #timer: NodeJS.Timeout | undefined;
  #liveAt = 0;
  /** Changes that could not be acted on yet. */
  #pending = false;
  #writeFailed = false;

  constructor(parts: TokenWatchParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  start(): void {
    // The exit server inside the app has one token for all its life, and an idle app should not wake up for it.
    if (this.#parts.auth.isFixed) return;
    this.#timer = setInterval(() => this.check(), CHECK_MS).unref();
  }

  /** Ends the watch, writes what is left and closes the database. */
  stop(): void {
    clearInterval(this.#timer);
    this.#write(true);
    this.#parts.database?.close();
  }

  /** A token was used now. */
  used({ tokenId }: Grant, from: string): void {
    if (tokenId !== undefined) this.#uses.note({ tokenId, at: this.#now(), from });
  }

  /** One look; by the timer, and by tests. */
  check(): void {
    const { auth, sessions } = this.#parts;
    const now = this.#now();
    // Not in one expression: refresh() must be asked each time.
    if (auth.refresh()) this.#pending = true;
    const all = this.#pending;
    this.#pending = false;
    for (const session of [...sessions()]) if (all || session.grant.endsAt <= now) this.#ask(session);
    if (now - this.#liveAt >= LIVE_USE_MS) {
      this.#liveAt = now;
      for (const session of sessions()) this.used(session.grant, session.from);
    }
    this.#write(false);
  }

  #ask(session: TokenHolder): void {
    try {
      const { grant, end } = this.#parts.auth.again(session.grant);
      if (end !== undefined) session.endFor(end);
      else session.renew(grant);
    } catch (error) {
      this.#pending = true;
      this.#parts.log.error(
        {},
        `a session goes on, though its token could not be checked: ${(error as Error).message}`,
      );
    }
  }

  #write(all: boolean): void {
    try {
      this.#uses.write(this.#parts.database?.store, this.#now(), all);
      this.#writeFailed = false;
    } catch (error) {
      // Another process writes just now, or the disk is full: tried again with the next look, and said once.
      if (!this.#writeFailed)
        this.#parts.log.warn({}, `the last use of tokens was not written: ${(error as Error).message}`);
      this.#writeFailed = true;
    }
  }
}
