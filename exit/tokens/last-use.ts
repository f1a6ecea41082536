import type { TokenStore, TokenUse } from './token-store.ts';

/** How old what lists say may be, ms: a busy token costs one small write a minute. */
const WRITE_EVERY_MS = 60_000;

/** Gathers when and from where tokens were used, and writes it now and then, never while somebody waits. */
export class LastUse {
  /** By token; those not written yet. At most as many as there are tokens. */
  readonly #waiting = new Map<string, TokenUse>();
  readonly #writtenAt = new Map<string, number>();

  note(use: TokenUse): void {
    this.#waiting.set(use.tokenId, use);
  }

  /** Writes those that are due; all of them at the end. Throws what the store throws: what was not written stays. */
  write(store: TokenStore | undefined, now: number, all = false): void {
    for (const [tokenId, at] of this.#writtenAt) if (now - at >= WRITE_EVERY_MS) this.#writtenAt.delete(tokenId);
    const due = [...this.#waiting.values()].filter(({ tokenId }) => all || !this.#writtenAt.has(tokenId));
    if (due.length === 0) return;
    store?.noteUses(due);
    for (const { tokenId } of due) {
      this.#waiting.delete(tokenId);
      this.#writtenAt.set(tokenId, now);
    }
  }
}
