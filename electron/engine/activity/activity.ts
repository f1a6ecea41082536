import type { ActivityEntry } from '../../../shared/contract/activity.ts';
import type { Log } from '../engine-parts.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { Live } from '../live.ts';
import type { StoreClient } from '../storage/store-client.ts';

/** What a page shows; the store keeps more (activity-table.ts). */
const SHOWN = 500;

export type NewEntry = Omit<ActivityEntry, 'id' | 'at'>;

/** The log of what happened: alerts, and whatever else a person may want to look up later. Newest first. */
export class Activity {
  readonly entries = new Live<ActivityEntry[]>([]);
  readonly #log: Log;
  readonly #now: () => number;
  #store: StoreClient<HistoryStore> | undefined;
  #nextId = 1;

  constructor(log: Log, now: () => number = Date.now) {
    this.#log = log;
    this.#now = now;
  }

  /** Brings back what was kept, and keeps what comes. What was added before stands above it. */
  async open(store: StoreClient<HistoryStore>): Promise<void> {
    this.#store = store;
    try {
      const kept = await store.call('activity', SHOWN);
      const early = this.entries.value;
      this.#nextId = (kept[0]?.id ?? 0) + 1;
      const renumbered = early.toReversed().map((entry) => ({ ...entry, id: this.#takeId() }));
      this.entries.set([...renumbered.toReversed(), ...kept].slice(0, SHOWN));
      for (const entry of renumbered) this.#keep(entry);
    } catch (error) {
      this.#log.warn({ error: (error as Error).message }, 'the activity could not be read');
    }
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
