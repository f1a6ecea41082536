import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connectLocally } from '../../electron/rpc/local-endpoint.ts';
import { DoctorReport } from '../../shared/contract/doctor.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { lastingPorts, startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';

/** Several programs one after the other, each of which takes seconds to start where a machine is busy, ms. */
const CHAIN_MS = 180_000;

const processes = new Processes();
const upstreams: NodeUpstream[] = [];

afterEach(async () => {
  await processes.end();
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

async function run(...args: string[]): Promise<{ end: unknown; stdout: string; stderr: string }> {
  const program = await processes.startEntry('cli/main.ts', args);
  return { end: await program.ended, stdout: program.stdout.join('\n'), stderr: program.stderr.join('\n') };
}

/** An app that shares a service over a real exit server. */
async function sharingApp() {
  const dataDir = await processes.temporaryFolder();
  // Where it stops, nothing takes its place.
  const exit = await startExit(processes, await lastingPorts());
  const upstream = await startNodeUpstream((_, response) => response.end('hello'));
  upstreams.push(upstream);
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', dataDir];
  const app = await processes.startEntry('cli/main.ts', args, { ready: /^Porthole is ready at / });
  const local = await connectLocally(dataDir);
  if (!local) throw new Error('The app does not answer.');
  const { id } = await local.client.servers.join({
    joinLink: formatJoinLink({ server: exit.controlUrl, token: TOKEN }),
  });
  await local.client.tunnels.share({ target: String(upstream.port), name: 'shop', serverId: id });
  local.close();
  return { app, dataDir, exit, upstream };
}

/** Names, sizes and times of all files of a folder. */
async function fingerprint(folder: string): Promise<unknown[]> {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return [name, size, mtimeMs];
    }),
  );
}

test('doctor asks the running app, and its exit code says whether something is wrong', {
  timeout: CHAIN_MS,
}, async () => {
  const { dataDir, upstream } = await sharingApp();
  const well = await run('doctor', '--data-dir', dataDir);
  expect(well).toMatchObject({ end: 0, stderr: '' });
  expect(well.stdout).toMatch(/^Link {5}ok {7}127\.0\.0\.1: .* The app is connected/m);
  expect(well.stdout).toMatch(/^Ports {4}ok {7}shop: 127\.0\.0\.1:\d+ answers\.$/m);
  await upstream.close();
  const ill = await run('doctor', '--json', '--data-dir', dataDir);
  expect(ill).toMatchObject({ end: 1, stderr: '' });
  const report = DoctorReport.parse(JSON.parse(ill.stdout));
  expect(report.done).toBe(true);
  expect(report.checks.find(({ check }) => check === 'ports')?.findings).toContainEqual(
    expect.objectContaining({
      about: 'shop',
      verdict: 'failed',
      nextStep: expect.stringContaining('Start the service'),
    }),
  );
});

test('doctor and diagnostics look at the folder of an app that does not run, and change nothing in it', {
  timeout: CHAIN_MS,
}, async () => {
  const { app, dataDir, exit } = await sharingApp();
  await app.stop();
  const before = await fingerprint(dataDir);
  const well = await run('doctor', '--data-dir', dataDir);
  expect(well).toMatchObject({ end: 0, stderr: expect.stringContaining('The app does not run') });
  expect(well.stdout).toMatch(/^Link {5}ok {7}127\.0\.0\.1: .* takes the token/m);
  const file = join(await processes.temporaryFolder(), 'diagnostics.json');
  expect((await run('diagnostics', file, '--data-dir', dataDir)).end).toBe(0);
  expect((await stat(file)).mode & 0o077).toBe(0);
  const text = await readFile(file, 'utf8');
  expect(JSON.parse(text)).toMatchObject({ app: { shell: 'none' }, settings: { servers: [{ url: exit.controlUrl }] } });
  expect(await fingerprint(dataDir)).toEqual(before);

  expect(await run('diagnostics', file, '--data-dir', dataDir)).toMatchObject({
    end: 2,
    stderr: expect.stringContaining('is there already: give another name'),
  });
  await exit.program.stop();
  const ill = await run('doctor', '--data-dir', dataDir);
  expect(ill).toMatchObject({ end: 1, stdout: expect.stringContaining('→ See that the exit server runs') });
});

test('doctor leaves settings that it cannot read where they are, and says so', async () => {
  const dataDir = await mkdtemp(join(await processes.temporaryFolder(), 'data-'));
  await writeFile(join(dataDir, 'settings.json'), '{"version": 1, "tunn', { mode: 0o600 });
  await writeFile(join(dataDir, 'secrets.file.json'), 'nothing', { mode: 0o600 });
  const before = await fingerprint(dataDir);
  const { end, stdout } = await run('doctor', '--data-dir', dataDir);
  expect(end).toBe(1);
  expect(stdout).toContain('holds no settings that this version can read');
  expect(stdout).toContain(`The file of secrets ${join(dataDir, 'secrets.file.json')} cannot be read.`);
  expect(await fingerprint(dataDir)).toEqual(before);
});
