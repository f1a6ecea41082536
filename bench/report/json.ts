import type { Circumstances } from './circumstances.ts';
import type { Results } from './results.ts';
import { judge } from './targets.ts';

/** Returns the report of a run as JSON, with every sample in the order of the runs. */
export function jsonReport(results: Results, circumstances: Circumstances): string {
  const peers = Object.fromEntries(
    results.peers.map((peer) => [
      peer,
      Object.fromEntries(
        results
          .keys(peer)
          .map((key) => [key, { median: results.median(peer, key), samples: results.samples(peer, key) }]),
      ),
    ]),
  );
  return `${JSON.stringify({ ...circumstances, doubts: [...results.doubts], peers, targets: judge(results) }, null, 2)}\n`;
}
