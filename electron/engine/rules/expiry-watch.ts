import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';

/** The longest time that setTimeout knows, ms: longer ones fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Tells when the time of a running tunnel is over. Exit servers end it too; this one counts where there is no link to any. */
export class ExpiryWatch {
  readonly #onExpired: (id: string, at: number) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(onExpired: (id: string, at: number) => void) {
    this.#onExpired = onExpired;
  }

  /** Watches these tunnels, in place of those before. */
  watch(configs: () => readonly TunnelConfig[]): void {
    this.stop();
    const ends = configs().flatMap(({ enabled, rules }) => (enabled && rules.expiresAt ? [rules.expiresAt] : []));
    if (ends.length === 0) return;
    const wait = Math.min(...ends) - Date.now();
    this.#timer = setTimeout(() => this.#look(configs), Math.min(Math.max(0, wait), MAX_TIMER_MS)).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(configs: () => readonly TunnelConfig[]): void {
    const now = Date.now();
    for (const { id, enabled, rules } of configs()) {
      if (enabled && rules.expiresAt !== undefined && rules.expiresAt <= now) this.#onExpired(id, rules.expiresAt);
    }
    this.watch(configs);
  }
}
