import type { Socket } from 'node:net';
import type { YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { MemberGroup } from '../control/member-group.ts';
import type { ForwardMetrics, ForwardTraffic } from '../metrics/forward-metrics.ts';
import { dialTarget, type Lookup } from './dial-target.ts';
import type { ForwardAccess, ForwardAsker } from './forward-access.ts';
import { ForwardError } from './forward-error.ts';
import type { ForwardTarget } from './forward-target.ts';
import { privateHost } from './private-name.ts';
import type { PrivateTunnel } from './private-tunnel.ts';

/** A way to a target that stands, to be joined or abandoned in the same turn. */
export type ForwardWay = { readonly traffic: ForwardTraffic; abandon(): void } & (
  | { readonly kind: 'socket'; readonly socket: Socket }
  | { readonly kind: 'service'; readonly stream: YamuxStream; readonly tunnel: PrivateTunnel }
);

/**
 * Targets that are looked up and dialled at once, for all clients: those that answer take milliseconds, and a target that does not must not
 * fill the name server's queue and the process's descriptors for everybody.
 */
const MAX_DIALS = 256;
/** Those of one client, so that its silent targets leave room for the others. */
const MAX_DIALS_PER_CLIENT = 64;

/** The `pattern` of all private services in the metrics. */
const SERVICES_PATTERN = 'NAME.internal';

export interface ForwardWaysParts {
  readonly access: ForwardAccess;
  readonly metrics: ForwardMetrics;
  readonly lookup: Lookup;
  /** The open private tunnels of a name. */
  services(name: string): MemberGroup<PrivateTunnel> | undefined;
}

/** Finds the ways to targets: asks whether they are allowed, and connects. */
export class ForwardWays {
  readonly #parts: ForwardWaysParts;
  #dials = 0;
  readonly #dialsOf = new WeakMap<ForwardAsker, number>();

  constructor(parts: ForwardWaysParts) {
    this.#parts = parts;
  }

  /** Rejects with ForwardError where the target is not allowed or cannot be reached, or when `signal` aborts. */
  async find(target: ForwardTarget, asker: ForwardAsker, signal: AbortSignal): Promise<ForwardWay> {
    const { access, metrics } = this.#parts;
    const permission = access.mayForward(asker, target);
    if (permission.kind === 'refused') throw new ForwardError('not-allowed', permission.message);
    const isService = permission.kind === 'service';
    const traffic = metrics.forPattern(isService ? SERVICES_PATTERN : permission.pattern.text);
    try {
      if (isService) return this.#toService(permission.name, asker, traffic);
      return await this.#toTarget(target, asker, signal, traffic);
    } catch (error) {
      if (!signal.aborted) traffic.failed += 1;
      throw error;
    }
  }

  #toService(name: string, asker: ForwardAsker, traffic: ForwardTraffic): ForwardWay {
    const group = this.#parts.services(name);
    const tried: PrivateTunnel[] = [];
    let failure: unknown;
    for (let tunnel = group?.next(tried); tunnel !== undefined; tunnel = group?.next(tried)) {
      try {
        const stream = tunnel.open(asker.remoteAddress);
        return { kind: 'service', traffic, stream, tunnel, abandon: () => stream.reset() };
      } catch (error) {
        failure ??= error;
        tried.push(tunnel);
      }
    }
    const none = `No client of this exit server offers ${privateHost(name)} now: start its tunnel over there.`;
    throw failure ?? new ForwardError('refused', none);
  }

  async #toTarget(
    target: ForwardTarget,
    asker: ForwardAsker,
    signal: AbortSignal,
    traffic: ForwardTraffic,
  ): Promise<ForwardWay> {
    const { access, lookup } = this.#parts;
    if (this.#dials >= MAX_DIALS || this.#dialsBy(asker) >= MAX_DIALS_PER_CLIENT) {
      throw new ForwardError('busy', 'The exit server is dialling as many targets as it may: try again.');
    }
    this.#count(asker, 1);
    try {
      const socket = await dialTarget(target, access, signal, lookup);
      return { kind: 'socket', traffic, socket, abandon: () => socket.destroy() };
    } finally {
      this.#count(asker, -1);
    }
  }

  #dialsBy(asker: ForwardAsker): number {
    return this.#dialsOf.get(asker) ?? 0;
  }

  #count(asker: ForwardAsker, change: 1 | -1): void {
    this.#dials += change;
    this.#dialsOf.set(asker, this.#dialsBy(asker) + change);
  }
}
