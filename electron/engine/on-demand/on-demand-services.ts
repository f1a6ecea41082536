import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { probeUpstream } from '../health/upstream-probe.ts';
import { splitUpstream } from '../tunnels/target.ts';
import type { Dialer } from '../tunnels/upstream-dialer.ts';
import { CommandProcess } from './command-process.ts';
import { OnDemandService } from './on-demand-service.ts';
import type { ServiceLog } from './service-log.ts';

export interface OnDemandHooks {
  isBusy(): boolean;
  onChange(): void;
}

/** The services of all tunnels that are started on demand, and those that are ending. */
export class OnDemandServices {
  readonly #log: ServiceLog;
  /** By tunnel. One that runs over several exit servers has one service. */
  readonly #open = new Map<string, { service: OnDemandService; hooks: Set<OnDemandHooks> }>();
  /** By tunnel. */
  readonly #ending = new Map<string, Promise<void>>();

  constructor(log: ServiceLog) {
    this.#log = log;
  }

  /** Undefined where the tunnel's service is not started on demand. Nothing runs before its first visitor. */
  open(tunnel: TunnelConfig, dialer: Dialer, hooks: OnDemandHooks): OnDemandService | undefined {
    const { id, onDemand } = tunnel;
    if (onDemand === undefined) return undefined;
    const open = this.#open.get(id);
    if (open !== undefined) {
      open.hooks.add(hooks);
      return open.service;
    }
    const all = new Set([hooks]);
    const service = new OnDemandService(onDemand, {
      isBusy: () => [...all].some((one) => one.isBusy()),
      onChange: () => {
        for (const one of all) one.onChange();
      },
      port: `port ${splitUpstream(tunnel.upstream).port}`,
      knock: async () => !('error' in (await probeUpstream(dialer))),
      run: (events) => new CommandProcess(onDemand.command, onDemand.cwd, events),
      tell: (kind, text) => this.#log.add(id, kind, text),
      after: this.#ending.get(id) ?? Promise.resolve(),
    });
    this.#open.set(id, { service, hooks: all });
    return service;
  }

  /** Ends one, with its command, when its last user has closed it. The next one of the same tunnel waits for that. */
  close(tunnelId: string, hooks: OnDemandHooks): void {
    const open = this.#open.get(tunnelId);
    if (!open?.hooks.delete(hooks) || open.hooks.size > 0) return;
    this.#open.delete(tunnelId);
    const { service } = open;
    const before = this.#ending.get(tunnelId);
    const ended = Promise.all([before, service.close()]).then(() => {
      if (this.#ending.get(tunnelId) === ended) this.#ending.delete(tunnelId);
    });
    this.#ending.set(tunnelId, ended);
  }

  /** The tunnel is gone, and what happened to its service with it. */
  forget(tunnelId: string): void {
    const ended = this.#ending.get(tunnelId) ?? Promise.resolve();
    void ended.then(() => this.#log.forget(tunnelId));
  }

  /** Resolves when nothing runs of those that were closed. */
  async ended(): Promise<void> {
    await Promise.all(this.#ending.values());
  }
}
