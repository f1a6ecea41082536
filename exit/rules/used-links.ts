/** Links that are remembered: each is one that somebody has used since the server started. Its client keeps it for good. */
const MAX_LINKS = 10_000;

/** That a link was used: by whoever has this cookie. */
export interface LinkUse {
  /** SHA-256 in base64url. */
  readonly cookieHash: string;
  /** ms since the epoch */
  readonly usedAt: number;
}

/** Which one-visitor links were used, of all tunnels: rules that are older than the use must not make a link new again. */
export class UsedLinks {
  /** By the hash of their secret; the oldest first. */
  readonly #uses = new Map<string, LinkUse>();

  get(hash: string): LinkUse | undefined {
    return this.#uses.get(hash);
  }

  add(hash: string, use: LinkUse): void {
    this.#uses.set(hash, use);
    const [oldest] = this.#uses.keys();
    if (this.#uses.size > MAX_LINKS && oldest !== undefined) this.#uses.delete(oldest);
  }
}
