/**
 * Measures Porthole beside the upstream alone, nginx as a reverse proxy, and `ssh -R`, all in one run.
 *
 *     npm run bench -- [--runs 5] [--seconds 3] [--quick]
 *
 * Prints the table and writes it to bench/results/latest.md and latest.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Processes } from '../e2e/fixtures/processes.ts';
import { checkDownload } from './measure/download.ts';
import { MEASURES } from './measures.ts';
import { directPeer } from './peers/direct.ts';
import { startNginxPeer } from './peers/nginx.ts';
import type { Peer } from './peers/peer.ts';
import { startPortholePeer } from './peers/porthole.ts';
import { startSshPeer } from './peers/ssh.ts';
import { startUpstream } from './peers/upstream.ts';
import { readCircumstances } from './report/circumstances.ts';
import { jsonReport } from './report/json.ts';
import { markdownReport } from './report/markdown.ts';
import { Results } from './report/results.ts';
import { ensureSystemTools } from './system-tools.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    /** One short run: shows that it works, not how fast it is. */
    quick: { type: 'boolean', default: false },
  },
});
const runs = values.quick ? 1 : Number(values.runs);
const seconds = values.quick ? 1 : Number(values.seconds);

const processes = new Processes();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stop.abort(new Error(`ended by ${signal}`)));
}

async function startPeers(): Promise<Peer[]> {
  const upstream = await startUpstream(processes);
  const peers = [
    directPeer(upstream),
    await startNginxPeer(processes, upstream),
    await startSshPeer(processes, upstream),
    await startPortholePeer(processes, upstream, 'http'),
    await startPortholePeer(processes, upstream, 'tcp'),
  ];
  for (const peer of peers) await checkDownload(peer.web, upstream.fileDigest, stop.signal);
  return peers;
}

/** Every measurement goes to all peers in turn, each time in another order, so that what else the machine does meets all alike. */
async function measureAll(peers: readonly Peer[], results: Results): Promise<void> {
  const onDoubt = (peer: Peer, what: string) => results.doubts.add(`${peer.name}, ${what}`);
  const context = { seconds, signal: stop.signal, onDoubt };
  for (let run = 0; run < runs; run++) {
    process.stderr.write(`run ${run + 1} of ${runs}\n`);
    for (const measure of MEASURES) {
      for (const [index] of peers.entries()) {
        stop.signal.throwIfAborted();
        const peer = peers[(index + run) % peers.length];
        if (peer) results.add(peer.name, await measure(peer, context));
      }
    }
  }
}

/** Lets compilers and caches settle: each measurement runs once for a second, and is thrown away. */
async function warmUp(peers: readonly Peer[]): Promise<void> {
  const context = { seconds: 1, signal: stop.signal, onDoubt() {} };
  for (const peer of peers) {
    for (const measure of MEASURES) await measure(peer, context);
  }
}

try {
  await ensureSystemTools();
  const circumstances = await readCircumstances({ runs, seconds });
  const results = new Results();
  const peers = await startPeers();
  await warmUp(peers);
  await measureAll(peers, results);
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const report = markdownReport(results, circumstances);
  await writeFile(join(folder, 'latest.md'), report);
  await writeFile(join(folder, 'latest.json'), jsonReport(results, circumstances));
  process.stdout.write(report);
} catch (error) {
  const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
  process.stderr.write(`bench: ${reason instanceof Error ? reason.message : reason}\n`);
  process.exitCode = 1;
} finally {
  await processes.end();
}
