/** Ratio of neighbouring bucket bounds: any value of a bucket is within 1 % of the bucket's middle (γ = (1+α)/(1−α), α = 0.01). */
const GAMMA = 1.01 / 0.99;
const LOG_GAMMA = Math.log(GAMMA);
/** Durations under 1 µs count as 1 µs: no clock here is finer. */
const SMALLEST_MS = 0.001;

/**
 * A mergeable histogram of durations with logarithmic buckets. Every quantile is within 1 % of a real value (the bound is
 * that of DDSketch: Masson, Rim, Lee, "DDSketch", VLDB 2019, §2.1). Sparse: an empty one costs nothing.
 */
export class DurationHistogram {
  readonly #buckets = new Map<number, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param ms duration, ≥ 0 */
  add(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(ms, SMALLEST_MS)) / LOG_GAMMA);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count += 1;
  }

  merge(other: DurationHistogram): void {
    for (const [bucket, count] of other.#buckets) this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += other.#count;
  }

  /** Returns each of the quantiles in ms, or null for all where nothing was added. @param quantiles ascending, in [0, 1] */
  quantiles(quantiles: readonly number[]): (number | null)[] {
    if (this.#count === 0) return quantiles.map(() => null);
    const buckets = [...this.#buckets].sort((a, b) => a[0] - b[0]);
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

/** The value whose relative distance to both bounds of the bucket is the same. */
function middle(bucket: number): number {
  return (2 * GAMMA ** bucket) / (GAMMA + 1);
}
