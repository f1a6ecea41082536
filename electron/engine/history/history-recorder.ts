import type { Log } from '../engine-parts.ts';
import { Interval } from '../metrics/interval.ts';
import { intervalCodec } from '../metrics/interval-codec.ts';
import type { SecondsListener } from '../metrics/metrics-collector.ts';
import { resolutions } from '../metrics/resolutions.ts';
import type { StoreClient } from '../storage/store-client.ts';
import type { HistoryStore } from './history-store.ts';
import { SPAN_KINDS, type SpanChange, type SpanKind } from './span-change.ts';

/** What is not written yet, and so what a crash loses at most: one interval of the finest resolution on disk, s. */
const FLUSH_S = resolutions.disk[0]?.seconds ?? 10;
/** How often what is too old is removed: a fraction of the shortest time that anything is kept. */
const PRUNE_S = 3600;

const ASLEEP = 'asleep';

export interface RecorderParts {
  readonly store: StoreClient<HistoryStore>;
  readonly log: Log;
  /** How large the file may become, bytes. */
  readonly limit: number;
  /** Ids of all tunnels that there are. */
  tunnelIds(): string[];
}

/** Brings what was measured to the disk, every 10 s. It never waits for it: the storage thread does. */
export class HistoryRecorder implements SecondsListener {
  readonly #parts: RecorderParts;
  readonly #growing = new Map<string, { at: number; interval: Interval }>();
  /** The present state of each kind of each tunnel. */
  readonly #states = new Map<string, SpanChange>();
  #changes: SpanChange[] = [];
  /** Whether the store must be told that the app runs: at the start, and after anything was lost on the way to it. */
  #mustBegin: 'first' | 'again' | false = 'first';
  #lastRunUntil: number | undefined;
  #flushedAt = 0;
  #prunedAt = 0;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** When the app was running before it was started, ms since the epoch, once that is known. */
  get lastRunUntil(): number | undefined {
    return this.#lastRunUntil;
  }

  second(tunnelId: string, at: number, interval: Interval): void {
    const before = this.#growing.get(tunnelId)?.at ?? at;
    // The timer was late: what waits belongs to an earlier interval than this second.
    if (Math.ceil(before / FLUSH_S) !== Math.ceil(at / FLUSH_S)) this.flush(before);
    const growing = this.#growing.get(tunnelId) ?? { at, interval: new Interval() };
    growing.at = at;
    growing.interval.merge(interval);
    this.#growing.set(tunnelId, growing);
  }

  measurement(tunnelId: string, since: number, state: string): void {
    const status = this.#states.get(keyOf(tunnelId, SPAN_KINDS.status));
    const before = this.#states.get(keyOf(tunnelId, SPAN_KINDS.measurement));
    this.change({ tunnelId, kind: SPAN_KINDS.measurement, since, state });
    // Nobody knows how a tunnel was while the computer slept.
    if (status && state === ASLEEP) this.#changes.push({ ...status, since, state, detail: undefined });
    else if (status && before?.state === ASLEEP) this.#changes.push({ ...status, since });
  }

  /** A tunnel is in another state from now on. */
  change(change: SpanChange): void {
    this.#states.set(keyOf(change.tunnelId, change.kind), change);
    this.#changes.push(change);
  }

  /** A tunnel was removed: what is kept of it goes when it has been gone for a while, since the removal may be undone. */
  forgotten(tunnelId: string): void {
    for (const kind of Object.values(SPAN_KINDS)) this.#states.delete(keyOf(tunnelId, kind));
  }

  ticked(at: number): void {
    if (at % FLUSH_S === 0 || at - this.#flushedAt >= FLUSH_S) this.flush(at);
    if (at - this.#prunedAt >= PRUNE_S) this.#prune(at);
  }

  /** Hands over all that is known. @param at s since the epoch */
  flush(at: number): void {
    this.#flushedAt = at;
    const { store, log } = this.#parts;
    const now = at * 1000;
    if (this.#mustBegin) this.#begin(now);
    const points = [...this.#growing].map(([tunnelId, growing]) => ({
      tunnelId,
      at: growing.at,
      data: intervalCodec.encode(growing.interval),
    }));
    const spans = this.#changes;
    this.#growing.clear();
    this.#changes = [];
    store.call('write', { now, points, spans }).then(
      (kept) => {
        if (!kept) this.#mustBegin ||= 'again';
      },
      (error: Error) => {
        // What was lost is a gap and not zero: the run that begins then does not cover it.
        this.#mustBegin ||= 'again';
        log.warn({ error: error.message }, 'metrics could not be kept');
      },
    );
  }

  #begin(now: number): void {
    // The states are as old as they are at the first time; after a loss nobody knows how long they were the same.
    if (this.#mustBegin === 'again')
      this.#changes = [...this.#states.values()].map((state) => ({ ...state, since: now }));
    this.#mustBegin = false;
    this.#parts.store.call('begin', now, this.#parts.tunnelIds()).then(
      (until) => {
        this.#lastRunUntil ??= until;
      },
      () => {
        this.#mustBegin = 'again';
      },
    );
  }

  #prune(at: number): void {
    this.#prunedAt = at;
    const { store, log, limit } = this.#parts;
    store.call('prune', at * 1000, limit).catch((error: Error) => {
      log.warn({ error: error.message }, 'old metrics could not be removed');
    });
  }
}

function keyOf(tunnelId: string, kind: SpanKind): string {
  return `${kind} ${tunnelId}`;
}
