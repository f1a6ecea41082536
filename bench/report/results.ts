import type { Figures } from '../measure/measure.ts';

/** The samples of all runs, by peer and column. */
export class Results {
  readonly #samples = new Map<string, Map<string, number[]>>();
  /** What made figures doubtful, each once. */
  readonly doubts = new Set<string>();

  add(peer: string, figures: Figures): void {
    const ofPeer = this.#samples.get(peer) ?? new Map<string, number[]>();
    this.#samples.set(peer, ofPeer);
    for (const [key, value] of Object.entries(figures)) ofPeer.set(key, [...(ofPeer.get(key) ?? []), value]);
  }

  get peers(): string[] {
    return [...this.#samples.keys()];
  }

  /** What was measured of a peer. */
  keys(peer: string): string[] {
    return [...(this.#samples.get(peer)?.keys() ?? [])];
  }

  /** Every sample in the order of the runs. */
  samples(peer: string, key: string): readonly number[] {
    return this.#samples.get(peer)?.get(key) ?? [];
  }

  /** The median over the runs; undefined when it was not measured. */
  median(peer: string, key: string): number | undefined {
    const sorted = [...this.samples(peer, key)].sort((a, b) => a - b);
    const upper = sorted[sorted.length >> 1];
    const lower = sorted[(sorted.length - 1) >> 1];
    return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
  }

  /**
   * The median of the ratios of each run. Samples of one run were taken within seconds of each other, so this is steadier than a
   * ratio of medians where the machine has other work.
   */
  ratio(peer: string, to: string, key: string): number | undefined {
    const others = this.samples(to, key);
    const ratios = this.samples(peer, key).map((value, run) => value / (others[run] ?? Number.NaN));
    const sorted = ratios.filter(Number.isFinite).sort((a, b) => a - b);
    const upper = sorted[sorted.length >> 1];
    const lower = sorted[(sorted.length - 1) >> 1];
    return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
  }
}
