import type { HealthTimeline } from '../../../shared/contract/health.ts';
import type { ProbedTunnel } from '../../../shared/contract/tunnel.ts';
import type { HistoryDisk } from '../history/history.ts';
import type { Live } from '../live.ts';
import { StatusRecorder } from './status-recorder.ts';
import { timelineOf } from './timeline-of.ts';

/** How far back a timeline goes, and uptime is told, ms. */
const KEPT_MS = 90 * 24 * 3_600_000;

/** How the tunnels have been. */
export class Health {
  readonly #disk: HistoryDisk | undefined;

  /** @param disk undefined: nothing is kept */
  constructor(disk: HistoryDisk | undefined) {
    this.#disk = disk;
  }

  /** Keeps every change of a status from now on. */
  follow(tunnels: Live<ProbedTunnel[]>): () => void {
    if (!this.#disk) return () => {};
    const { recorder } = this.#disk;
    const statuses = new StatusRecorder((change) => recorder.change(change));
    return tunnels.subscribe((list) => statuses.take(list, Date.now()));
  }

  /** @param days how many are shown, 1 to 90 */
  async timeline(tunnelId: string, days: number): Promise<HealthTimeline> {
    const now = Date.now();
    this.#disk?.recorder.flush(Math.floor(now / 1000));
    const spans = (await this.#disk?.store.call('statuses', tunnelId, now - KEPT_MS, now)) ?? [];
    return timelineOf(tunnelId, spans, days, now);
  }
}
