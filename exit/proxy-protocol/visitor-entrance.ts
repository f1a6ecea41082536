import type { Socket } from 'node:net';
import type { Endpoint } from '../../shared/proxy-protocol/endpoint.ts';
import { addressOf, stateVisitor } from '../http/visitor-address.ts';
import type { VisitorGate } from '../limits/visitor-gate.ts';
import type { ExitLog } from '../log.ts';
import { ProxiedOpening, type ProxiedOpeningHost } from './proxied-opening.ts';
import type { ProxyNetwork } from './proxy-network.ts';

/** How often wrong headers are logged, ms: a proxy that is set up wrongly sends nothing else. */
const LOG_EVERY_MS = 60_000;

export interface VisitorEntranceParts {
  gate: VisitorGate;
  /** The proxies whose connections begin with a PROXY header. */
  proxies: readonly ProxyNetwork[];
  log: ExitLog;
}

/** Takes a visitor's connection; its socket must be used at once, and flows after the call. */
export type Welcome = (socket: Socket) => void;

/**
 * Where the connections of all data planes come in: finds out whose they are, by the PROXY header where they come from a stated proxy, and lets
 * in those that the limits allow. From others a PROXY header is nothing special, so that nobody can claim another address.
 */
export class VisitorEntrance implements ProxiedOpeningHost {
  readonly #parts: VisitorEntranceParts;
  readonly #waiting = new Map<ProxiedOpening, Welcome>();
  #loggedAt = Number.NEGATIVE_INFINITY;
  #unlogged = 0;
  #closed = false;

  constructor(parts: VisitorEntranceParts) {
    this.#parts = parts;
  }

  /** Takes a connection that was just accepted. `welcome` is called in this turn or later, or never. */
  accept(socket: Socket, welcome: Welcome): void {
    if (socket.remoteAddress === undefined) {
      // It was reset before. What it sent could still be read, and no rule or limit could be held against it.
      socket.on('error', ignore).destroy();
      return;
    }
    const { gate, proxies } = this.#parts;
    if (proxies.length === 0 || !this.#isProxy(socket)) {
      if (gate.admit(socket)) welcome(socket);
      return;
    }
    if (!gate.admitProxy(socket)) return;
    if (this.#closed) socket.destroy();
    else this.#waiting.set(new ProxiedOpening(socket, this), welcome);
  }

  /** Resets a connection that the rules of its tunnel do not let in. */
  refuseByRules(socket: Socket): void {
    this.#parts.gate.refuseByRules(socket);
  }

  /** Ends connections that have not said whose they are, and takes none from proxies any more. */
  close(): void {
    this.#closed = true;
    for (const opening of this.#waiting.keys()) opening.destroy();
    this.#waiting.clear();
  }

  opened(opening: ProxiedOpening, socket: Socket, visitor: Endpoint | undefined): void {
    const welcome = this.#waiting.get(opening);
    this.#waiting.delete(opening);
    if (visitor !== undefined) stateVisitor(socket, visitor);
    if (!this.#parts.gate.admitVisitor(socket)) return;
    welcome?.(socket);
    socket.resume();
  }

  refused(opening: ProxiedOpening, socket: Socket, why: string | undefined): void {
    this.#waiting.delete(opening);
    if (why === undefined) return;
    const now = performance.now();
    this.#unlogged++;
    if (now - this.#loggedAt < LOG_EVERY_MS) return;
    const refused = this.#unlogged;
    this.#loggedAt = now;
    this.#unlogged = 0;
    this.#parts.log.warn({ proxy: addressOf(socket), refused }, `a connection of a proxy was closed: it ${why}`);
  }

  #isProxy(socket: Socket): boolean {
    const address = addressOf(socket);
    return this.#parts.proxies.some((proxy) => proxy.has(address));
  }
}

function ignore(): void {}
