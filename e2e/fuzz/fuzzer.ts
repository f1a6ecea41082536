import { Coverage, WATCHED } from './coverage.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';

/** Inputs between two looks at what ran: a look takes as long as some ten of them. */
const BATCH = 64;
/** Inputs that are kept beside the first ones; the oldest give way. */
const MAX_KEPT = 2_000;

/** What became of a run. */
export interface FuzzResult {
  runs: number;
  /** Inputs that were kept, since they ran something new. */
  kept: number;
  /** Blocks of the project's code that ran. */
  blocks: number;
  crash: { input: Buffer; error: unknown } | undefined;
}

export interface FuzzOptions {
  seconds: number;
  /** Repeats a run, as far as the machine's speed does. */
  seed: number;
  /** URLs of the scripts whose coverage guides. */
  watched?: RegExp;
}

/**
 * Runs a target with mutations of its corpus for a while, or until it fails. Coverage guides it, as in libFuzzer: what runs code that did not run before is
 * kept and mutated further. It is looked at for a batch at a time, and the batch is run again, one by one, where it brought something.
 */
export class Fuzzer {
  readonly #target: FuzzTarget;
  readonly #first: readonly Buffer[];
  readonly #random: Random;
  readonly #coverage: Coverage;
  readonly #seen = new Set<string>();
  readonly #kept: Buffer[] = [];
  #runs = 0;
  #crash: FuzzResult['crash'];

  private constructor(target: FuzzTarget, first: readonly Buffer[], { seed, watched = WATCHED }: FuzzOptions) {
    this.#target = target;
    this.#first = first;
    this.#random = new Random(seed);
    this.#coverage = new Coverage(watched);
  }

  /** @param first the seeds, and what crashed once */
  static async run(target: FuzzTarget, first: readonly Buffer[], options: FuzzOptions): Promise<FuzzResult> {
    const fuzzer = new Fuzzer(target, first, options);
    try {
      await fuzzer.#runFor(options.seconds * 1000);
      return {
        runs: fuzzer.#runs,
        kept: fuzzer.#kept.length,
        blocks: fuzzer.#seen.size,
        crash: fuzzer.#crash,
      };
    } finally {
      fuzzer.#coverage.close();
    }
  }

  async #runFor(ms: number): Promise<void> {
    const end = performance.now() + ms;
    if (!(await this.#runAll(this.#first))) return;
    this.#note(this.#coverage.take());
    while (performance.now() < end) {
      const batch = this.#batch();
      if (!(await this.#runAll(batch))) return;
      const fresh = this.#unseen(this.#coverage.take());
      if (fresh.size > 0 && !(await this.#keep(batch, fresh))) return;
    }
  }

  #batch(): Buffer[] {
    const corpus = [...this.#first, ...this.#kept];
    return Array.from({ length: BATCH }, () =>
      mutate(this.#random.pick(corpus), this.#random, corpus, this.#target.words),
    );
  }

  /** Finds the inputs that ran something fresh. False after a crash. */
  async #keep(batch: readonly Buffer[], fresh: ReadonlySet<string>): Promise<boolean> {
    for (const input of batch) {
      if (!(await this.#runAll([input]))) return false;
      const own = this.#unseen(this.#coverage.take());
      if (own.size === 0) continue;
      this.#note(own);
      this.#kept.push(input);
      if (this.#kept.length > MAX_KEPT) this.#kept.shift();
    }
    // What only the batch as a whole runs (a cache, a pool) would bring every batch here.
    this.#note(fresh);
    return true;
  }

  #unseen(blocks: ReadonlySet<string>): Set<string> {
    return new Set([...blocks].filter((block) => !this.#seen.has(block)));
  }

  #note(blocks: ReadonlySet<string>): void {
    for (const block of blocks) this.#seen.add(block);
  }

  async #runAll(inputs: readonly Buffer[]): Promise<boolean> {
    for (const input of inputs) {
      this.#runs++;
      try {
        await this.#target.run(input);
      } catch (error) {
        this.#crash = { input, error };
        return false;
      }
    }
    return true;
  }
}
