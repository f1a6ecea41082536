import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { addressOf } from '../http/visitor-address.ts';
import type { ExitLimits } from './exit-limits.ts';
import { forwardedVisitor } from './forwarded-for.ts';
import { TokenBuckets } from './token-buckets.ts';
import { visitorKey } from './visitor-key.ts';

type GuardLimits = Pick<
  ExitLimits,
  'trustedProxyDepth' | 'maxHandshakes' | 'maxHandshakesPerAddress' | 'maxAuthFailures'
>;

const MINUTE_MS = 60_000;

/** Keeps strangers from filling the control plane with connections, and from guessing tokens. */
export class ControlGuard {
  /** Connections refused since the start, by whose limit it was. */
  readonly refused = { address: 0, total: 0 };
  /** Wrong tokens since the start. */
  failures = 0;
  readonly #limits: GuardLimits;
  readonly #maxPerAddress: number;
  readonly #failures: TokenBuckets;
  /** Open connections without a session by address; only of addresses that have some. */
  readonly #open = new Map<string, number>();
  /** What ends the counting of each of them, by address and port of the other side: TLS hides the socket that was accepted. */
  readonly #leave = new Map<string, () => void>();
  #handshakes = 0;

  constructor(limits: GuardLimits, now?: () => number) {
    this.#limits = limits;
    this.#maxPerAddress = limits.trustedProxyDepth > 0 ? 0 : limits.maxHandshakesPerAddress;
    this.#failures = new TokenBuckets(Math.max(1, limits.maxAuthFailures), MINUTE_MS, now);
  }

  /** Connections that carry no session. */
  get handshakes(): number {
    return this.#handshakes;
  }

  /** Counts a connection that was just accepted; one too many is reset. */
  enter(socket: Socket): void {
    const key = visitorKey(addressOf(socket));
    const open = this.#open.get(key) ?? 0;
    if (this.#handshakes >= this.#limits.maxHandshakes) this.#refuse(socket, 'total');
    else if (this.#maxPerAddress > 0 && open >= this.#maxPerAddress) this.#refuse(socket, 'address');
    else this.#count(socket, key, open);
  }

  /** The connection carries a session now, which has limits of its own. */
  becameSession(socket: Socket): void {
    this.#leave.get(peerOf(socket))?.();
  }

  /** Who sends a request, behind the trusted proxies. */
  addressOf(request: IncomingMessage): string {
    const peer = addressOf(request.socket);
    const { trustedProxyDepth } = this.#limits;
    if (trustedProxyDepth === 0) return peer;
    return forwardedVisitor(request.headersDistinct['x-forwarded-for'] ?? [], trustedProxyDepth, peer);
  }

  /** Whole seconds that an address has to wait before its next token is looked at; 0: none. */
  waitSeconds(address: string): number {
    return this.#limits.maxAuthFailures === 0 ? 0 : Math.ceil(this.#failures.waitMs(visitorKey(address)) / 1_000);
  }

  /** An address has sent a wrong token. */
  failed(address: string): void {
    this.failures++;
    if (this.#limits.maxAuthFailures > 0) this.#failures.take(visitorKey(address));
  }

  #count(socket: Socket, key: string, open: number): void {
    const peer = peerOf(socket);
    let counted = true;
    const leave = () => {
      if (!counted) return;
      counted = false;
      this.#handshakes--;
      // The port may be another connection's by now: one that was reset can come anew before this side has noticed.
      if (this.#leave.get(peer) === leave) this.#leave.delete(peer);
      const left = (this.#open.get(key) ?? 1) - 1;
      if (left > 0) this.#open.set(key, left);
      else this.#open.delete(key);
    };
    this.#handshakes++;
    this.#open.set(key, open + 1);
    this.#leave.set(peer, leave);
    socket.once('close', leave);
  }

  #refuse(socket: Socket, whose: 'address' | 'total'): void {
    this.refused[whose]++;
    socket.on('error', ignore);
    socket.resetAndDestroy();
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function ignore(): void {}
