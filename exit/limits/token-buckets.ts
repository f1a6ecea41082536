/** Keys remembered at most, some 10 MiB: those that came least recently are forgotten first. */
const MAX_KEYS = 65_536;

interface Bucket {
  tokens: number;
  /** When `tokens` was true, ms. */
  at: number;
}

/**
 * Counts how often something happens for each of many keys. Each key has a bucket of `perInterval` tokens, which fills up
 * evenly within `intervalMs`. All calls are O(1), and memory is bounded however many keys there are.
 */
export class TokenBuckets {
  readonly #capacity: number;
  readonly #msPerToken: number;
  readonly #maxKeys: number;
  readonly #now: () => number;
  /** Least recently used first. */
  readonly #buckets = new Map<string, Bucket>();

  /** `perInterval`: 1 or more. */
  constructor(
    perInterval: number,
    intervalMs: number,
    now: () => number = () => performance.now(),
    maxKeys: number = MAX_KEYS,
  ) {
    this.#capacity = perInterval;
    this.#msPerToken = intervalMs / perInterval;
    this.#now = now;
    this.#maxKeys = maxKeys;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Milliseconds until the key has a token again; 0 where it has one. */
  waitMs(key: string): number {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return 0;
    const tokens = this.#tokensOf(bucket);
    return tokens >= 1 ? 0 : (1 - tokens) * this.#msPerToken;
  }

  /** Takes a token of the key. Returns whether there was one. */
  take(key: string): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      this.#add(key, { tokens: this.#capacity - 1, at: now });
      return true;
    }
    bucket.tokens = this.#tokensOf(bucket);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** Gives a taken token back: what it was for does not count. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return;
    bucket.tokens = Math.min(this.#capacity, this.#tokensOf(bucket) + 1);
    bucket.at = this.#now();
  }

  #tokensOf({ tokens, at }: Bucket): number {
    return Math.min(this.#capacity, tokens + (this.#now() - at) / this.#msPerToken);
  }

  /** Adds a bucket and drops up to two that are not needed: full ones, or one at the limit. So the map shrinks as well as it grows. */
  #add(key: string, bucket: Bucket): void {
    this.#buckets.set(key, bucket);
    let looked = 0;
    for (const [oldest, old] of this.#buckets) {
      const needed = this.#tokensOf(old) < this.#capacity;
      if (needed && this.#buckets.size <= this.#maxKeys) return;
      this.#buckets.delete(oldest);
      if (++looked === 2) return;
    }
  }
}
