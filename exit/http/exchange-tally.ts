import type { RequestHead } from '../../shared/http1/request-head.ts';
import { LINK_PATH } from '../../shared/rules/visitor-link.ts';
import { PROBE_PATH } from '../../shared/wire/probe-request.ts';
import type { HostTraffic } from '../metrics/request-metrics.ts';
import type { ExchangeContext, VisitorSide } from './visitor-side.ts';

/** Counts one exchange after the other, for the metrics and the access log. */
export class ExchangeTally {
  /** Whose metrics the request counts for. */
  traffic: HostTraffic;
  readonly #side: VisitorSide;
  readonly #context: ExchangeContext;
  #counted = true;
  #startedAt = 0;
  #bytesIn = 0;
  #bytesOut = 0;

  constructor(side: VisitorSide, context: ExchangeContext) {
    this.#side = side;
    this.#context = context;
    this.traffic = context.metrics.unknown;
  }

  begin(head: RequestHead): void {
    this.#startedAt = performance.now();
    // By these a client probes its own tunnel; they are not its visitors'.
    this.#counted = !head.target.startsWith(PROBE_PATH) || head.target.startsWith(LINK_PATH);
    this.#bytesIn = 0;
    this.#bytesOut = 0;
    this.traffic = this.#context.metrics.unknown;
  }

  received(bytes: number): void {
    if (!this.#counted) return;
    this.#bytesIn += bytes;
    this.traffic.bytesIn += bytes;
  }

  sent(bytes: number): void {
    if (!this.#counted) return;
    this.#bytesOut += bytes;
    this.traffic.bytesOut += bytes;
  }

  finish(request: RequestHead, status: number): void {
    if (!this.#counted) return;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    this.traffic.observe(status, request.method, seconds);
    this.#context.accessLog?.add({
      visitor: this.#side.forwarded.visitorOf(request),
      method: request.method,
      host: request.host ?? '',
      // The rest of a link's address is a secret.
      target: request.target.startsWith(LINK_PATH) ? LINK_PATH : request.target,
      status,
      seconds,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    });
  }
}
