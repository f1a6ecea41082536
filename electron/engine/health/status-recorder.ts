import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { SPAN_KINDS, type SpanChange } from '../history/span-change.ts';

/** Tells of every change of a tunnel's status, for its timeline. */
export class StatusRecorder {
  readonly #onChange: (change: SpanChange) => void;
  readonly #last = new Map<string, string>();

  constructor(onChange: (change: SpanChange) => void) {
    this.#onChange = onChange;
  }

  /** @param now ms since the epoch */
  take(tunnels: readonly Tunnel[], now: number): void {
    const gone = new Set(this.#last.keys());
    for (const { id, status } of tunnels) {
      gone.delete(id);
      // A state is the same though its words change: each try to reconnect has its own.
      const hop = status.state === 'degraded' ? status.hop : undefined;
      const key = `${status.state} ${hop}`;
      if (this.#last.get(id) === key) continue;
      this.#last.set(id, key);
      const detail = 'message' in status ? JSON.stringify({ hop, message: status.message }) : undefined;
      this.#onChange({ tunnelId: id, kind: SPAN_KINDS.status, since: now, state: status.state, detail });
    }
    for (const id of gone) this.#last.delete(id);
  }
}
