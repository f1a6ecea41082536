import { isIdempotent } from '../../../shared/http1/is-idempotent.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import type { TunnelCounters } from '../metrics/tunnel-counters.ts';
import type { ExchangeRecorder } from '../requests/capture/exchange-recorder.ts';
import type { AnswerLook } from './host-watch.ts';
import type { UpstreamWay } from './upstream-routes.ts';

const SWITCHING_PROTOCOLS = 101;
/** What an answer counts as that the service broke off half-way. */
const BROKEN_ANSWER = 502;

/** One request and its answer. */
export interface Exchange {
  readonly head: RequestHead;
  /** When its head had come, as `performance.now()`. */
  readonly startedAt: number;
  /** What goes to the upstream; written again where a kept connection turns out to be closed. Undefined for this app's own probe. */
  readonly headBytes: Buffer | undefined;
  /** Whether the upstream connection was made for it. */
  fresh: boolean;
  /** When the whole request had come; 0 before. */
  requestDoneAt: number;
  answerStarted: boolean;
  answerDone: boolean;
  /** 0 until there is an answer. */
  status: number;
  /** The answer lasts until the stream's end. */
  untilClose: boolean;
  /** Looks at the answer's body for the refusal of a dev server. */
  look: AnswerLook | undefined;
  /** Where it goes. */
  readonly way: UpstreamWay;
  /** Takes note of it for the request inspector. */
  readonly record: ExchangeRecorder | undefined;
}

export function beginExchange(
  head: RequestHead,
  headBytes: Buffer | undefined,
  way: UpstreamWay,
  record?: ExchangeRecorder | undefined,
): Exchange {
  return {
    head,
    startedAt: performance.now(),
    headBytes,
    fresh: true,
    requestDoneAt: 0,
    answerStarted: false,
    answerDone: false,
    status: 0,
    untilClose: false,
    look: undefined,
    way,
    record,
  };
}

/** Counts an exchange whose answer is whole. */
export function endExchange(exchange: Exchange, counters: TunnelCounters): void {
  count(exchange, counters);
  exchange.record?.onEnd();
}

/** Counts an exchange whose stream is over: it is broken off, unless it had its answer or became a connection of its own. */
export function breakExchange(exchange: Exchange, counters: TunnelCounters): void {
  const { answerDone, status, record } = exchange;
  const whole = answerDone || status === SWITCHING_PROTOCOLS;
  if (!whole && status !== BROKEN_ANSWER) exchange.status = 0;
  count(exchange, counters);
  if (whole) record?.onEnd();
  else record?.onAbort();
}

function count({ head, headBytes, status, startedAt }: Exchange, counters: TunnelCounters): void {
  if (headBytes === undefined) return;
  counters.open -= 1;
  // An upgrade was counted when it happened: how long its connection lasts says nothing of how fast it was answered.
  if (status === SWITCHING_PROTOCOLS) return;
  counters.request(head.method, status, performance.now() - startedAt);
}

/**
 * A kept connection may be closed by the upstream just as a request is sent. Such a request may be sent once more on a new one, if
 * that cannot do its work twice (RFC 9112 §9.3.1, RFC 9110 §9.2.2) and none of its body is gone.
 * @param answered whether any byte of an answer has come
 */
export function mayRetry(exchange: Exchange, answered: boolean): boolean {
  return !exchange.fresh && !answered && exchange.head.body.kind === 'none' && isIdempotent(exchange.head.method);
}
