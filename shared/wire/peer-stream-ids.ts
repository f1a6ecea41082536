/**
 * Ids that the peer skipped and may still open. Implementations that open streams from several threads (hashicorp's) number them
 * first and send them in any order; 256 is their default backlog, so more cannot be under way.
 */
const MAX_SKIPPED = 256;

/** Tells new stream ids of the peer from used ones in constant memory: ids only rise, so all below the highest were used. */
export class PeerStreamIds {
  readonly #parity: number;
  #highest = 0;
  /** Usually empty. In rising order. */
  readonly #skipped = new Set<number>();

  /** @param parity 1 where the peer is the client (odd ids), 0 where it is the server */
  constructor(parity: 0 | 1) {
    this.#parity = parity;
  }

  /** Whether the id is one that the peer, not this side, may open. */
  isPeers(id: number): boolean {
    return id !== 0 && id % 2 === this.#parity;
  }

  /** Whether a stream of this id was opened at some time. */
  wasUsed(id: number): boolean {
    return id <= this.#highest && !this.#skipped.has(id);
  }

  /** Marks the id as used. False: it was used before. */
  claim(id: number): boolean {
    if (id <= this.#highest) return this.#skipped.delete(id);
    const firstSkipped = this.#highest === 0 ? 2 - this.#parity : this.#highest + 2;
    for (let skipped = Math.max(firstSkipped, id - 2 * MAX_SKIPPED); skipped < id; skipped += 2) {
      this.#skipped.add(skipped);
    }
    for (const oldest of this.#skipped) {
      if (this.#skipped.size <= MAX_SKIPPED) break;
      this.#skipped.delete(oldest);
    }
    this.#highest = id;
    return true;
  }
}
