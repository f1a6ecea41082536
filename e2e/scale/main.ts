/**
 * Many clients, visitors and streams on one exit server: what each takes, and how long all clients need to come back when the exit server was away.
 *
 *     npm run test:scale -- [--clients 1000] [--visitors 10000] [--streams 2000] [--write]
 *
 * `--write` puts the tables into docs/reliability.md. Linux only: clients and visitors have addresses of their own in 127.0.0.0/8.
 */
import { parseArgs } from 'node:util';
import { publishReliability } from '../reliability/publish-reliability.ts';
import { filesProblem } from './files-problem.ts';
import { runScale } from './run-scale.ts';
import { scaleProblems, scaleReport } from './scale-report.ts';
import { ScaleScene } from './scale-scene.ts';

/** With a TCP tunnel there are five of each client. */
const HTTP_TUNNELS = 4;

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    visitors: { type: 'string', default: '10000' },
    streams: { type: 'string', default: '2000' },
    write: { type: 'boolean', default: false },
  },
});
const [clients, visitors, streams] = [values.clients, values.visitors, values.streams].map(Number) as [
  number,
  number,
  number,
];
if (!(clients > 0) || !(visitors > 0) || !(streams > 0)) {
  console.error('usage: npm run test:scale -- [--clients 1000] [--visitors 10000] [--streams 2000] [--write]');
  process.exit(2);
}
const problem = process.platform === 'linux' ? await filesProblem({ clients, visitors, streams }) : 'it runs on Linux';
if (problem !== undefined) {
  console.error(`test:scale cannot run here: ${problem}.`);
  process.exit(1);
}
const startedAt = new Date();
await using scene = await ScaleScene.start({ clients, httpTunnels: HTTP_TUNNELS });
const result = await runScale(scene, { visitors, streams }).catch((error: unknown) => {
  // Before the programs are ended, which may fail as well and would hide it.
  console.error(error);
  throw error;
});
const problems = scaleProblems(result);
const report = scaleReport(result, problems);
console.log(`\n${report}`);
if (problems.length > 0) process.exitCode = 1;
if (values.write) await publishReliability('npm run test:scale', startedAt, report);
