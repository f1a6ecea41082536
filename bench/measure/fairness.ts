import type { Peer } from '../peers/peer.ts';
import { BulkLoad } from './bulk-load.ts';
import type { Figures, MeasureContext } from './measure.ts';
import { measureWrk, type WrkResult } from './wrk.ts';

/** Connections with small requests: a page that loads while something large comes down. */
const SMALL_CONNECTIONS = 10;

/** Downloads beside them, on the same session. */
const BULK_CONNECTIONS = 2;

/** Loads a peer with small requests alone, with bulk alone, and with both, each for `seconds`. */
export async function measureFairness(peer: Peer, context: MeasureContext): Promise<Figures> {
  const small = async (): Promise<WrkResult> => {
    const size = { connections: SMALL_CONNECTIONS, seconds: context.seconds };
    const result = await measureWrk(peer.web, size, context.signal);
    if (result.socketErrors) context.onDoubt(peer, `small requests beside bulk: ${result.socketErrors}`);
    return result;
  };
  const alone = await small();
  await using bulk = await BulkLoad.start(peer.web, BULK_CONNECTIONS);
  const bulkAlone = await bulk.rateDuring(() => pause(context.seconds, context.signal));
  let beside = alone;
  const bulkBeside = await bulk.rateDuring(async () => {
    beside = await small();
  });
  return {
    smallAlone: alone.requestsPerSecond,
    smallBeside: beside.requestsPerSecond,
    smallRatio: beside.requestsPerSecond / alone.requestsPerSecond,
    smallP50Alone: alone.p50,
    smallP50Beside: beside.p50,
    smallP50Ratio: beside.p50 / alone.p50,
    smallP99Alone: alone.p99,
    smallP99Beside: beside.p99,
    bulkAlone,
    bulkBeside,
    bulkRatio: bulkBeside / bulkAlone,
  };
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, seconds * 1000);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
