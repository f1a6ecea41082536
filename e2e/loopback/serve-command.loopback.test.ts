import { readdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connectLocally } from '../../electron/rpc/local-endpoint.ts';
import type { ChildProgram } from '../fixtures/child-program.ts';
import { listen, type NodeUpstream, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';

const processes = new Processes();
const upstreams: NodeUpstream[] = [];

afterEach(async () => {
  await processes.end();
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

function startServe(dataDir: string, port = 0, flags: readonly string[] = []): Promise<ChildProgram> {
  const args = ['serve', '--port', String(port), '--no-open', '--data-dir', dataDir, ...flags];
  return processes.startEntry('cli/main.ts', args, { ready: /^Porthole is ready at http:\/\/127\.0\.0\.1:\d+\/#key=/ });
}

async function run(args: readonly string[]): Promise<{ end: unknown; stdout: string[]; stderr: string[] }> {
  const program = await processes.startEntry('cli/main.ts', args);
  return { end: await program.ended, stdout: program.stdout, stderr: program.stderr };
}

test('status tells the running app’s tunnels, as a table and as JSON', async () => {
  const dataDir = await processes.temporaryFolder();
  const upstream = await startNodeUpstream(namedHash('x'));
  upstreams.push(upstream);
  await startServe(dataDir);
  const empty = await run(['status', '--data-dir', dataDir]);
  expect(empty).toMatchObject({ end: 0, stderr: [] });
  expect(empty.stdout[0]).toMatch(/^No tunnels yet/);
  const local = await connectLocally(dataDir);
  const tunnel = await local?.client.tunnels.share({ target: String(upstream.port), name: 'shop' });
  local?.close();
  const table = await run(['status', '--data-dir', dataDir]);
  expect(table.stdout[0]).toMatch(/^NAME +STATUS +PUBLIC URL +UPSTREAM +SERVER +REQ\/S +ERRORS +P95 +OPEN +UP 24H$/);
  expect(table.stdout[1]).toContain(tunnel?.publicUrl);
  const json = await run(['status', '--json', '--data-dir', dataDir]);
  expect(JSON.parse(json.stdout[0] ?? '')).toMatchObject({
    tunnels: [{ name: 'shop', publicUrl: tunnel?.publicUrl, metrics: { measured: true }, uptime: expect.any(Array) }],
    servers: [{ id: 'embedded', connected: true }],
    alerts: [],
    activity: [],
    history: { bytes: expect.any(Number) },
  });
});

test('metrics and health endpoints are on the port that is asked for, and nowhere else', async () => {
  const dataDir = await processes.temporaryFolder();
  const serve = await startServe(dataDir, 0, ['--metrics-port', '0']);
  const [, url = ''] = await serve.waitForLine(/^Metrics are at (http:\/\/127\.0\.0\.1:\d+)\/metrics$/);
  const upstream = await startNodeUpstream(namedHash('x'));
  upstreams.push(upstream);
  const local = await connectLocally(dataDir);
  const tunnel = await local?.client.tunnels.share({ target: String(upstream.port), name: 'shop' });
  await visit(`${tunnel?.publicUrl}/`);
  const metrics = async () => (await visit(`${url}/metrics`)).body.toString();
  await expect
    .poll(metrics, { timeout: 45_000 })
    .toContain('porthole_http_requests_total{tunnel="shop",server="This computer",method="GET",code="2xx"} 1\n');
  expect((await visit(`${url}/readyz`)).status).toBe(200);
  expect((await visit(`${url}/metrics`, { headers: { host: 'evil.example' } })).status).toBe(421);
  const { port } = new URL(url);
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', await processes.temporaryFolder()];
  expect(await run([...args, '--metrics-port', port])).toMatchObject({
    end: 1,
    stderr: [expect.stringContaining(`Port ${port} is in use: choose another one with --metrics-port.`)],
  });
  local?.close();
});

test('status without a running app is exit code 1 and one line', async () => {
  const dataDir = await processes.temporaryFolder();
  expect(await run(['status', '--data-dir', dataDir])).toMatchObject({
    end: 1,
    stdout: [],
    stderr: [expect.stringContaining('Porthole is not running')],
  });
});

test('a second app on the same data folder, and a page port in use, are told in one line', async () => {
  const dataDir = await processes.temporaryFolder();
  await startServe(dataDir);
  const second = await run(['serve', '--port', '0', '--no-open', '--data-dir', dataDir]);
  expect(second).toMatchObject({ end: 1, stderr: [expect.stringContaining('already running with this data folder')] });
  const taken = await listen(createServer());
  upstreams.push(taken);
  const other = await processes.temporaryFolder();
  const refused = await run(['serve', '--port', String(taken.port), '--no-open', '--data-dir', other]);
  expect(refused).toMatchObject({ end: 1, stderr: [expect.stringContaining(`Port ${taken.port} is in use`)] });
});

test('an app that was killed leaves nothing in the way of the next one; what it keeps only its user can read', async () => {
  const dataDir = await processes.temporaryFolder();
  const first = await startServe(dataDir);
  await first.kill();
  const second = await startServe(dataDir);
  for (const file of await readdir(dataDir)) {
    const { mode } = await stat(join(dataDir, file)).catch((error: NodeJS.ErrnoException) => {
      // One that was being written has another name by now.
      if (error.code === 'ENOENT') return { mode: 0 };
      throw error;
    });
    expect([file, mode & 0o077]).toEqual([file, 0]);
  }
  expect(await second.stop()).toBe(0);
});
