import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connectLocally, type LocalClient } from '../../electron/rpc/local-endpoint.ts';
import { BUILD_TARGETS } from '../../scripts/build/build-target.ts';
import { build } from '../../scripts/build/builder.ts';
import type { ChildProgram } from '../fixtures/child-program.ts';
import { type NodeUpstream, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';

const REQUESTS = 5;
/** One after the other: the build of three parts, and two starts of the program. */
const CHAIN_MS = 180_000;
/** A second is counted at its end, and a machine under load takes its time. */
const SOON = { timeout: 45_000 };
const processes = new Processes();
let upstream: NodeUpstream | undefined;

afterAll(async () => {
  await processes.end();
  await upstream?.close();
});

async function serve(entry: string, dataDir: string): Promise<{ program: ChildProgram; app: LocalClient }> {
  const args = ['serve', '--no-open', '--port', '0', '--data-dir', dataDir];
  const program = await processes.startEntry(entry, args, { ready: /^Porthole is ready at / });
  const app = await connectLocally(dataDir);
  if (!app) throw new Error('the app does not answer on its socket');
  return { program, app };
}

/** How many requests of a tunnel there are in the last 5 minutes. */
async function requestsOf({ client }: LocalClient, tunnelId: string): Promise<number> {
  const { samples } = await client.metrics.history({ tunnelId, range: 300 });
  return samples.reduce((sum, { requests }) => sum + requests.success, 0);
}

test('metrics outlive a kill, in the built program as in the sources', { timeout: CHAIN_MS }, async () => {
  const wanted = ['page', 'cli', 'storage'];
  await build(
    BUILD_TARGETS.filter(({ name }) => wanted.includes(name)),
    { onlyStale: true, report: () => {} },
  );
  upstream = await startNodeUpstream(namedHash('one'));
  const dataDir = await processes.temporaryFolder();

  const built = await serve('dist/cli/main.js', dataDir);
  const { id, publicUrl } = await built.app.client.tunnels.share({ target: String(upstream.port) });
  for (let i = 0; i < REQUESTS; i += 1) expect((await visit(`${publicUrl}/${i}`)).status).toBe(200);
  await expect.poll(() => requestsOf(built.app, id), SOON).toBe(REQUESTS);
  // A longer range is read from the disk, which has all of it when it is asked.
  const { samples } = await built.app.client.metrics.history({ tunnelId: id, range: 3600 });
  expect(samples.reduce((sum, { requests }) => sum + requests.success, 0)).toBe(REQUESTS);
  expect((await stat(join(dataDir, 'history.sqlite'))).mode & 0o777).toBe(0o600);
  expect((await built.app.client.metrics.size()).bytes).toBeGreaterThan(0);
  await expect
    .poll(async () => (await built.app.client.health.timeline({ tunnelId: id, days: 1 })).states.at(-1)?.state, SOON)
    .toBe('online');
  built.app.close();
  await built.program.kill();

  const fromSources = await serve(join('cli', 'main.ts'), dataDir);
  await expect.poll(() => requestsOf(fromSources.app, id), SOON).toBe(REQUESTS);
  const { gaps } = await fromSources.app.client.metrics.history({ tunnelId: id, range: 300 });
  expect(gaps[0]?.reason).toBe('not-recorded');
  const { states } = await fromSources.app.client.health.timeline({ tunnelId: id, days: 1 });
  expect(states.some(({ state }) => state === 'online')).toBe(true);
  fromSources.app.close();
});
