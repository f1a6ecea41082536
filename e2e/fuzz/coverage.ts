import { type Profiler, Session } from 'node:inspector';

/** The project's own code, and the libraries in which its schemas run and its imports are parsed; the fuzzer's tells nothing. */
export const WATCHED = /\/(?:shared|exit|electron|zod|yaml|smol-toml)\//;

/**
 * Which blocks of the project's code ran, from V8's own counters. V8 leaves a block's range out where its count is that of the block around it, so a block is
 * known by where it begins, once it has been told, and looked up in each later report.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #watched: RegExp;
  /** Of each function, by its script and place: where its blocks begin. */
  readonly #starts = new Map<string, Set<number>>();

  /** @param watched URLs of the scripts that count */
  constructor(watched: RegExp) {
    this.#watched = watched;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** The blocks that ran since the last call. */
  take(): Set<string> {
    const blocks = new Set<string>();
    for (const { scriptId, url, functions } of this.#read()) {
      if (!this.#watched.test(url)) continue;
      for (const { ranges } of functions) {
        const name = `${scriptId}:${ranges[0]?.startOffset}`;
        for (const start of this.#startsOf(name, ranges)) {
          if (ranAt(ranges, start)) blocks.add(`${name}:${start}`);
        }
      }
    }
    return blocks;
  }

  close(): void {
    this.#session.disconnect();
  }

  #startsOf(name: string, ranges: readonly Profiler.CoverageRange[]): Set<number> {
    const starts = this.#starts.get(name) ?? new Set();
    this.#starts.set(name, starts);
    for (const { startOffset } of ranges) starts.add(startOffset);
    return starts;
  }

  #read(): Profiler.ScriptCoverage[] {
    let scripts: Profiler.ScriptCoverage[] = [];
    // A session of the same thread answers before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (_error, answer) => {
      scripts = answer.result;
    });
    return scripts;
  }
}

/** Whether the innermost range at a place has run; ranges come from the outer to the inner. */
function ranAt(ranges: readonly Profiler.CoverageRange[], place: number): boolean {
  return (ranges.findLast(({ startOffset, endOffset }) => startOffset <= place && place < endOffset)?.count ?? 0) > 0;
}
