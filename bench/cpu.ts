/**
 * Shows where both ends of a tunnel spend their time under load.
 *
 *     npm run bench:cpu -- [--kind http|tcp] [--load requests|close|download|echo] [--seconds 5] [--top 30]
 *
 * Prints the functions with the most time of their own, and writes bench/results/cpu-exit and cpu-client as .cpuprofile (for the
 * developer tools of a browser) and .svg (a flame graph).
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Processes } from '../e2e/fixtures/processes.ts';
import { measureDownload } from './measure/download.ts';
import { measureEcho } from './measure/echo.ts';
import { measureWrk } from './measure/wrk.ts';
import type { Endpoint } from './peers/peer.ts';
import { startPortholeServer, startPortholeShare } from './peers/porthole.ts';
import { FILE, startUpstream } from './peers/upstream.ts';
import { flameGraph } from './profile/flame-graph.ts';
import { type CpuProfile, cutProfile, selfTimes } from './profile/self-times.ts';
import { ensureSystemTools } from './system-tools.ts';

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'http' },
    load: { type: 'string', default: 'requests' },
    seconds: { type: 'string', default: '5' },
    top: { type: 'string', default: '30' },
  },
});
const kind = values.kind === 'tcp' ? 'tcp' : 'http';
const seconds = Number(values.seconds);
const processes = new Processes();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stop.abort(new Error(`ended by ${signal}`)));
}

/** Returns what was measured, in words. */
async function load(endpoint: Endpoint): Promise<string> {
  if (values.load === 'echo') return `${Math.round(await measureEcho(endpoint, seconds, stop.signal))} messages/s`;
  if (values.load !== 'download') {
    const size = { connections: 50, seconds, close: values.load === 'close' };
    return `${Math.round((await measureWrk(endpoint, size, stop.signal)).requestsPerSecond)} requests/s`;
  }
  const end = performance.now() + seconds * 1000;
  const rates: number[] = [];
  while (performance.now() < end) rates.push(await measureDownload(endpoint, FILE, stop.signal));
  return `${Math.round(rates.sort((a, b) => a - b)[rates.length >> 1] ?? 0)} MB/s`;
}

async function report(
  end: string,
  folder: string,
  resultsFolder: string,
  { from, to }: { from: number; to: number },
): Promise<void> {
  const file = (await readdir(folder)).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`the ${end} wrote no profile`);
  const text = await readFile(join(folder, file), 'utf8');
  // What the start-up did is no part of what the load costs.
  const profile = cutProfile(JSON.parse(text) as CpuProfile, from, to);
  await writeFile(join(resultsFolder, `cpu-${end}.cpuprofile`), text);
  await writeFile(join(resultsFolder, `cpu-${end}.svg`), flameGraph(profile, `${end}, ${kind}, ${values.load}`));
  console.log(`\n${end}:`);
  for (const { name, share } of selfTimes(profile).slice(0, Number(values.top))) {
    console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${name}`);
  }
}

/** The clock of the profiles. */
function monotonicMicroseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Node writes the profile when it ends. */
function profileFlags(folder: string): string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

try {
  await ensureSystemTools();
  const upstream = await startUpstream(processes);
  const exitFolder = await processes.temporaryFolder();
  const clientFolder = await processes.temporaryFolder();
  const server = await startPortholeServer(processes, { nodeFlags: profileFlags(exitFolder) });
  const port = values.load === 'echo' ? upstream.echoPort : upstream.port;
  const shared = { port, kind, name: 'profile', nodeFlags: profileFlags(clientFolder) } as const;
  const client = await startPortholeShare(processes, server, shared);
  const from = monotonicMicroseconds();
  console.log(await load(client.endpoint));
  const during = { from, to: monotonicMicroseconds() };
  await client.program.stop();
  await server.program.stop();
  const resultsFolder = join(import.meta.dirname, 'results');
  await mkdir(resultsFolder, { recursive: true });
  await report('exit', exitFolder, resultsFolder, during);
  await report('client', clientFolder, resultsFolder, during);
} catch (error) {
  const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
  process.stderr.write(`bench: ${reason instanceof Error ? reason.message : reason}\n`);
  process.exitCode = 1;
} finally {
  await processes.end();
}
