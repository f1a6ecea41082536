/** Ratio of neighbouring bucket bounds: any value of a bucket is within 1 % of the bucket's middle (γ = (1+α)/(1−α), α = 0.01). */
const GAMMA = 1.01 / 0.99;
const LOG_GAMMA = Math.log(GAMMA);
/** Durations under 1 µs count as 1 µs: no clock here is finer. */
const SMALLEST_MS = 0.001;
/** Over 11 days: whatever a clock that jumps may say. Bounds the number of buckets to 1,386. */
const LARGEST_MS = 1e9;

/**
 * A mergeable histogram of durations with logarithmic buckets. Every quantile is within 1 % of a real value (the bound is
 * that of DDSketch: Masson, Rim, Lee, "DDSketch", VLDB 2019, §2.1). Sparse: an empty one costs nothing.
 */
export class DurationHistogram {
  /** Number of the smallest bucket: what is written to disk counts from here. */
  static readonly firstBucket = bucketOf(SMALLEST_MS);
  #buckets: Map<number, number> | undefined;
  #count = 0;
  #sumMs = 0;

  get count(): number {
    return this.#count;
  }

  /** Sum of all durations, ms. */
  get sumMs(): number {
    return this.#sumMs;
  }

  /** @param ms duration, ≥ 0 */
  add(ms: number): void {
    const bounded = Math.min(Math.max(ms, SMALLEST_MS), LARGEST_MS);
    this.addBucket(bucketOf(bounded), 1);
    this.#sumMs += bounded;
  }

  /** Adds what `buckets` gave; `addSum` adds the durations that belong to it. */
  addBucket(bucket: number, count: number): void {
    this.#buckets ??= new Map();
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += count;
  }

  addSum(ms: number): void {
    this.#sumMs += ms;
  }

  merge(other: DurationHistogram): void {
    for (const [bucket, count] of other.#buckets ?? []) this.addBucket(bucket, count);
    this.#sumMs += other.#sumMs;
  }

  /** All buckets that hold something, ascending. */
  buckets(): [bucket: number, count: number][] {
    return [...(this.#buckets ?? [])].sort((a, b) => a[0] - b[0]);
  }

  /** How many durations are at most as long as each of the bounds, within 1 % of it. @param bounds ms, ascending */
  countsUpTo(bounds: readonly number[]): number[] {
    const buckets = this.buckets();
    let sum = 0;
    let at = 0;
    return bounds.map((bound) => {
      // A bucket counts where its middle does.
      for (; at < buckets.length && middle((buckets[at] as [number, number])[0]) <= bound; at += 1) {
        sum += (buckets[at] as [number, number])[1];
      }
      return sum;
    });
  }

  /** Returns each of the quantiles in ms, or null for all where nothing was added. @param quantiles ascending, in [0, 1] */
  quantiles(quantiles: readonly number[]): (number | null)[] {
    if (this.#count === 0) return quantiles.map(() => null);
    const buckets = this.buckets();
    let seen = 0;
    let at = 0;
    return quantiles.map((quantile) => {
      const rank = quantile * (this.#count - 1);
      for (; at < buckets.length; at += 1) {
        const [bucket, count] = buckets[at] as [number, number];
        if (seen + count > rank) return middle(bucket);
        seen += count;
      }
      return middle((buckets.at(-1) as [number, number])[0]);
    });
  }
}

function bucketOf(ms: number): number {
  return Math.ceil(Math.log(ms) / LOG_GAMMA);
}

/** The value whose relative distance to both bounds of the bucket is the same. */
function middle(bucket: number): number {
  return (2 * GAMMA ** bucket) / (GAMMA + 1);
}
