import type { Tunnel } from '../../shared/contract/tunnel.ts';
import type { DesktopState } from './desktop-state.ts';

/** Calls of the contract. */
interface TunnelCalls {
  start(input: { id: string }): Promise<unknown>;
  stop(input: { id: string }): Promise<unknown>;
}

/** Stops all tunnels at once, and starts those again that it stopped, even after the app has been started anew in between. */
export class AllTunnels {
  readonly #calls: TunnelCalls;
  readonly #state: DesktopState;

  constructor(calls: TunnelCalls, state: DesktopState) {
    this.#calls = calls;
    this.#state = state;
  }

  /** Rejects with the first failure, after all were tried. */
  async pause(tunnels: readonly Tunnel[]): Promise<void> {
    const running = tunnels.filter(({ enabled }) => enabled).map(({ id }) => id);
    if (running.length === 0) return;
    // Those of an earlier pause still stand still because of it.
    this.#state.update({ paused: [...this.pausedOf(tunnels), ...running] });
    await all(running, (id) => this.#calls.stop({ id }));
  }

  async resume(tunnels: readonly Tunnel[]): Promise<void> {
    const paused = this.pausedOf(tunnels);
    this.#state.update({ paused: [] });
    await all(paused, (id) => this.#calls.start({ id }));
  }

  /** Ids of those that were stopped together and still stand still. */
  pausedOf(tunnels: readonly Tunnel[]): string[] {
    const paused = new Set(this.#state.value.paused);
    return tunnels.filter(({ id, enabled }) => paused.has(id) && !enabled).map(({ id }) => id);
  }
}

async function all(ids: readonly string[], act: (id: string) => Promise<unknown>): Promise<void> {
  const outcomes = await Promise.allSettled(ids.map(act));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
