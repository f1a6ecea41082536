/**
 * Measures Porthole beside the upstream alone, nginx as a reverse proxy, and `ssh -R`, all in one run.
 *
 *     npm run bench -- [--runs 5] [--seconds 3] [--quick] [--only load,fairness] [--peers porthole,nginx]
 *
 * Prints the report and writes it to bench/results/: to latest.md and latest.json when it is complete, else to trial.md and trial.json. A complete run
 * also writes README.md's table and docs/pictures/bench.svg.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Processes } from '../e2e/fixtures/processes.ts';
import { checkDownload } from './measure/download.ts';
import type { Measure } from './measure/measure.ts';
import { readOptions } from './options.ts';
import type { Peer, PeerName } from './peers/peer.ts';
import { PEER_NAMES, startPeer } from './peers/start-peer.ts';
import { startUpstream } from './peers/upstream.ts';
import { readCircumstances } from './report/circumstances.ts';
import { jsonReport } from './report/json.ts';
import { markdownReport } from './report/markdown.ts';
import { publish } from './report/publish.ts';
import { Results } from './report/results.ts';
import { ensureSystemTools } from './system-tools.ts';

const processes = new Processes();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stop.abort(new Error(`ended by ${signal}`)));
}

async function startPeers(names: ReadonlySet<PeerName>): Promise<Map<PeerName, Peer>> {
  const upstream = await startUpstream(processes);
  const peers = new Map<PeerName, Peer>();
  for (const name of PEER_NAMES.filter((name) => names.has(name))) {
    const peer = await startPeer(name, processes, upstream);
    await checkDownload(peer.web, upstream.fileDigest, stop.signal);
    peers.set(name, peer);
  }
  return peers;
}

interface Round {
  measures: readonly Measure[];
  seconds: number;
  peers: ReadonlyMap<PeerName, Peer>;
  results: Results;
}

/** Every measurement goes to all its peers in turn, each time in another order, so that what else the machine does meets all alike. */
async function measureAll(run: number, { measures, seconds, peers, results }: Round): Promise<void> {
  const onDoubt = (peer: Peer, what: string) => results.doubts.add(`${peer.name}, ${what}`);
  for (const measure of measures) {
    const chosen = [...peers.values()].filter(({ name }) => measure.peers.includes(name));
    for (const index of chosen.keys()) {
      stop.signal.throwIfAborted();
      const peer = chosen[(index + run) % chosen.length];
      if (peer) results.add(peer.name, await measure.run(peer, { seconds, signal: stop.signal, onDoubt }));
    }
  }
}

try {
  const { runs, seconds, measures, complete } = readOptions(process.argv.slice(2));
  await ensureSystemTools();
  const circumstances = await readCircumstances({ runs, seconds });
  const results = new Results();
  const peers = await startPeers(new Set(measures.flatMap((measure) => measure.peers)));
  process.stderr.write('warming up\n');
  // Lets compilers and caches settle: each measurement runs once for a second, and is thrown away.
  const warmable = measures.filter(({ startsAll }) => !startsAll);
  await measureAll(0, { measures: warmable, seconds: 1, peers, results: new Results() });
  for (let run = 0; run < runs; run++) {
    process.stderr.write(`run ${run + 1} of ${runs}\n`);
    await measureAll(run, { measures, seconds, peers, results });
  }
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const name = complete ? 'latest' : 'trial';
  const report = markdownReport(results, circumstances);
  await writeFile(join(folder, `${name}.md`), report);
  await writeFile(join(folder, `${name}.json`), jsonReport(results, circumstances));
  if (complete) await publish(results);
  process.stdout.write(report);
} catch (error) {
  const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
  process.stderr.write(`bench: ${reason instanceof Error ? reason.message : reason}\n`);
  process.exitCode = 1;
} finally {
  await processes.end();
}
