import type { MetricsSample } from '../../../shared/contract/metrics.ts';

type ByClass = MetricsSample['requests'];
type StatusClass = keyof ByClass;

/** Methods that are told apart (RFC 9110 §9.3, RFC 5789); all others count as one. The order is part of the format on disk. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'other'] as const;
const OTHER_METHOD = METHODS.length - 1;
/** The order is part of the format on disk. */
const CLASSES: readonly StatusClass[] = ['informational', 'success', 'redirect', 'clientError', 'serverError', 'other'];
const NO_ANSWER = CLASSES.length - 1;
/** Keys on disk are below this. */
const KEYS = METHODS.length * CLASSES.length;
const METHOD_INDEX = new Map<string, number>(METHODS.map((method, index) => [method, index]));

/** How many requests there were by method and status class. An empty one costs nothing. */
export class RequestCounts {
  /** By method × class. */
  #counts: Map<number, number> | undefined;

  /** @param status 0 where there was no answer */
  add(method: string, status: number): void {
    this.addKey((METHOD_INDEX.get(method) ?? OTHER_METHOD) * CLASSES.length + classIndex(status), 1);
  }

  /** Adds what `entries` gave. Throws RangeError for a key that is none. */
  addKey(key: number, count: number): void {
    if (key >= KEYS) throw new RangeError(`there is no method and class ${key}`);
    this.#counts ??= new Map();
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  merge(other: RequestCounts): void {
    for (const [key, count] of other.entries()) this.addKey(key, count);
  }

  get isEmpty(): boolean {
    return this.#counts === undefined;
  }

  entries(): Iterable<[key: number, count: number]> {
    return this.#counts ?? [];
  }

  /** How many there are of each status class. */
  byClass(): ByClass {
    const sums = noRequests();
    for (const [key, count] of this.entries()) sums[CLASSES[key % CLASSES.length] ?? 'other'] += count;
    return sums;
  }

  /** The same for each method that occurred, most requests first. */
  byMethod(): { method: string; requests: ByClass }[] {
    const methods = new Map<number, ByClass>();
    for (const [key, count] of this.entries()) {
      const method = Math.floor(key / CLASSES.length);
      const sums = methods.get(method) ?? noRequests();
      sums[CLASSES[key % CLASSES.length] ?? 'other'] += count;
      methods.set(method, sums);
    }
    const total = (sums: ByClass) => Object.values(sums).reduce((sum, count) => sum + count, 0);
    // In one order whatever was counted first: sorting keeps it where two have as many.
    return [...methods]
      .sort(([one], [other]) => one - other)
      .map(([method, requests]) => ({ method: METHODS[method] ?? 'other', requests }))
      .sort((a, b) => total(b.requests) - total(a.requests));
  }
}

function noRequests(): ByClass {
  return { informational: 0, success: 0, redirect: 0, clientError: 0, serverError: 0, other: 0 };
}

function classIndex(status: number): number {
  const hundreds = Math.floor(status / 100);
  return hundreds >= 1 && hundreds <= 5 ? hundreds - 1 : NO_ANSWER;
}
