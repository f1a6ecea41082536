import type { ActivityEntry } from '../../../shared/contract/activity.ts';
import type { Log } from '../engine-parts.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { Live } from '../live.ts';
import type { StoreClient } from '../storage/store-client.ts';

/** What a page shows; the store keeps more (activity-table.ts). */
const SHOWN = 500;
/** After a read that failed, ms: a storage thread that died is started again after as long. */
export const READ_AGAIN_MS = 10_000;

export type NewEntry = Omit<ActivityEntry, 'id' | 'at'>;

/** The log of what happened: alerts, and whatever else a person may want to look up later. Newest first. */
export class Activity {
  readonly entries = new Live<ActivityEntry[]>([]);
  readonly #log: Log;
  readonly #now: () => number;
  /** Once it was read: before that nobody knows which ids are free, and a new entry would take the place of an old one. */
  #store: StoreClient<HistoryStore> | undefined;
  #readAgain: NodeJS.Timeout | undefined;
  /** The last reason for which it could not be read: it is told once. */
  #told: string | undefined;
  #isClosed = false;
  #nextId = 1;

  constructor(log: Log, now: () => number = Date.now) {
    this.#log = log;
    this.#now = now;
  }

  /**
   * Brings back what was kept, and keeps what comes. What was added before stands above it. Resolves after the first look; where that failed, it is
   * looked again until it works.
   */
  async open(store: StoreClient<HistoryStore>): Promise<void> {
    let kept: ActivityEntry[];
    try {
      kept = await store.call('activity', SHOWN);
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.#told) this.#log.warn({ error: message }, 'the activity could not be read');
      this.#told = message;
      if (!this.#isClosed) this.#readAgain = setTimeout(() => void this.open(store), READ_AGAIN_MS).unref();
      return;
    }
    this.#store = store;
    const early = this.entries.value;
    this.#nextId = (kept[0]?.id ?? 0) + 1;
    const renumbered = early.toReversed().map((entry) => ({ ...entry, id: this.#takeId() }));
    this.entries.set([...renumbered.toReversed(), ...kept].slice(0, SHOWN));
    for (const entry of renumbered) this.#keep(entry);
  }

  /** Looks no more for what could not be read. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#readAgain);
  }

  add(entry: NewEntry): ActivityEntry {
    const added = { ...entry, id: this.#takeId(), at: this.#now() };
    this.entries.set([added, ...this.entries.value].slice(0, SHOWN));
    this.#keep(added);
    return added;
  }

  #takeId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  #keep(entry: ActivityEntry): void {
    this.#store?.call('addActivity', entry).catch((error: Error) => {
      this.#log.warn({ error: error.message }, 'an activity could not be kept');
    });
  }
}
