/**
 * Mixed load for a while, with checksums: requests, uploads, events, WebSockets and TCP, while a tunnel is opened and closed and the link is cut now and then. Samples what exit
 * server and client hold.
 *
 *     npm run soak -- [--minutes 60] [--write]
 *
 * `--write` puts the curve into docs/reliability.md.
 */
import { parseArgs } from 'node:util';
import { Scene } from '../faults/scene.ts';
import { publishReliability } from '../reliability/publish-reliability.ts';
import { Load } from './load.ts';
import { type Sample, soakReport, takeSample, verdictOf } from './sample.ts';

/** Lines of the table. */
const SAMPLES = 20;
/** How often the link is cut: some reconnects in any run, and rest between them. */
const CUT_EVERY_MS = 45_000;
/** How often a tunnel beside the others is closed or opened. */
const CHURN_MS = 500;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, write: { type: 'boolean', default: false } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error('usage: npm run soak -- [--minutes 60] [--write]');
  process.exit(2);
}

const startedAt = new Date();
const samples: Sample[] = [];
await using scene = await Scene.start({ churnMs: CHURN_MS });
const load = new Load(scene);
let cuts = 0;
const cutting = setInterval(() => void scene.proxy.cutWithinNextPiece().then(() => cuts++), CUT_EVERY_MS);
try {
  const begun = performance.now();
  for (let number = 1; number <= SAMPLES; number += 1) {
    const due = begun + (number * minutes * 60_000) / SAMPLES;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const sample = await takeSample(scene, load, (performance.now() - begun) / 60_000);
    samples.push(sample);
    console.log(JSON.stringify(sample));
  }
} finally {
  clearInterval(cutting);
  await load.stop();
}
const problems = verdictOf(samples, load);
const report = soakReport(samples, load, cuts, problems);
console.log(`\n${report}`);
if (problems.length > 0) process.exitCode = 1;
if (values.write) await publishReliability('npm run soak', startedAt, report);
