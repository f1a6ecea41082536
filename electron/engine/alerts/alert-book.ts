import type { Alert } from '../../../shared/contract/alert.ts';
import type { Condition } from './condition.ts';

/** What follows from one look. */
export interface AlertNews {
  readonly fired: readonly Condition[];
  readonly cleared: readonly Condition[];
}

interface Seen {
  condition: Condition;
  /** ms since the epoch, to be shown */
  readonly since: number;
  /** ms of a steady clock, as the next */
  readonly firstSeen: number;
  lastSeen: number;
  fired: boolean;
}

/** Remembers which troubles there are: each fires once, after its patience, and is cleared once, after it was gone for a while. */
export class AlertBook {
  readonly #seen = new Map<string, Seen>();

  /** The troubles that have fired and last, oldest first. */
  get active(): Alert[] {
    return [...this.#seen.values()]
      .filter(({ fired }) => fired)
      .map(({ condition: { id, kind, message, tunnelIds }, since }) => ({
        id,
        kind,
        since,
        message,
        tunnelIds: [...tunnelIds],
      }));
  }

  /**
   * Takes all that there is now.
   * @param now ms of a steady clock: patience and calm must not end, or never end, since the time of day was set
   * @param time ms since the epoch, to be shown
   */
  look(conditions: readonly Condition[], now: number, time: number): AlertNews {
    const present = new Set<string>();
    for (const condition of conditions) {
      present.add(condition.id);
      const seen = this.#seen.get(condition.id);
      if (seen) Object.assign(seen, { condition, lastSeen: now });
      else this.#seen.set(condition.id, { condition, since: time, firstSeen: now, lastSeen: now, fired: false });
    }
    const fired: Condition[] = [];
    const cleared: Condition[] = [];
    for (const [id, seen] of this.#seen) {
      const { condition, firstSeen, lastSeen } = seen;
      if (present.has(id)) {
        if (seen.fired || now - firstSeen < condition.patience) continue;
        seen.fired = true;
        fired.push(condition);
      } else if (!seen.fired || now - lastSeen >= condition.calm) {
        this.#seen.delete(id);
        if (seen.fired) cleared.push(condition);
      }
    }
    return { fired, cleared };
  }
}
