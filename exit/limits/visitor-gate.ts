import type { Socket } from 'node:net';
import { addressOf } from '../http/visitor-address.ts';
import type { ExitLimits } from './exit-limits.ts';
import { TokenBuckets } from './token-buckets.ts';
import { visitorKey } from './visitor-key.ts';

type GateLimits = Pick<
  ExitLimits,
  'trustedProxyDepth' | 'maxConnections' | 'maxConnectionsPerVisitor' | 'maxRequestRate'
>;

const SECOND_MS = 1_000;

/** Counts the visitors of all data planes, and turns away what is too much from one of them or from all together. */
export class VisitorGate {
  /** Whether requests are counted; asked before every request, so that no limit costs nothing. */
  readonly limitsRequests: boolean;
  /** Connections refused since the start, by whose limit it was; `rules`: those of their tunnel. */
  readonly refused = { visitor: 0, total: 0, rules: 0 };
  readonly #maxConnections: number;
  readonly #maxPerVisitor: number;
  readonly #requests: TokenBuckets;
  /** Open connections by visitor; only of those that have some. */
  readonly #open = new Map<string, number>();
  #total = 0;

  constructor(limits: GateLimits, now?: () => number) {
    this.limitsRequests = limits.maxRequestRate > 0;
    this.#maxConnections = limits.maxConnections;
    this.#maxPerVisitor = limits.trustedProxyDepth > 0 ? 0 : limits.maxConnectionsPerVisitor;
    this.#requests = new TokenBuckets(Math.max(1, limits.maxRequestRate), SECOND_MS, now);
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#total;
  }

  /** Whether a connection that was just accepted may stay; one that may not has been reset. */
  admit(socket: Socket): boolean {
    return this.admitProxy(socket) && this.admitVisitor(socket);
  }

  /** The same for one of a proxy that has not said yet whose it is: `admitVisitor` must follow. */
  admitProxy(socket: Socket): boolean {
    if (this.#total >= this.#maxConnections) return this.#refuse(socket, 'total');
    this.#total++;
    socket.once('close', () => {
      this.#total--;
    });
    return true;
  }

  /** Whether a visitor that is known now may have one more connection. */
  admitVisitor(socket: Socket): boolean {
    if (this.#maxPerVisitor === 0) return true;
    const key = visitorKey(addressOf(socket));
    const open = this.#open.get(key) ?? 0;
    if (open >= this.#maxPerVisitor) return this.#refuse(socket, 'visitor');
    this.#open.set(key, open + 1);
    socket.once('close', () => this.#leave(key));
    return true;
  }

  /** Whether one more request of a visitor (its IP address) may pass now. To be asked where `limitsRequests`. */
  admitRequest(address: string): boolean {
    return this.#requests.take(visitorKey(address));
  }

  /** Resets a connection that its tunnel's rules do not let in. */
  refuseByRules(socket: Socket): void {
    this.#refuse(socket, 'rules');
  }

  /** A reset costs no memory afterwards, where an orderly close would leave the connection in TIME_WAIT. */
  #refuse(socket: Socket, whose: 'visitor' | 'total' | 'rules'): false {
    this.refused[whose]++;
    socket.on('error', ignore);
    socket.resetAndDestroy();
    return false;
  }

  #leave(key: string): void {
    const left = (this.#open.get(key) ?? 1) - 1;
    if (left > 0) this.#open.set(key, left);
    else this.#open.delete(key);
  }
}

function ignore(): void {}
