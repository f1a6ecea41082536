import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connectLocally } from '../../electron/rpc/local-endpoint.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { eventually } from '../fixtures/eventually.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';

const HOOK = join(import.meta.dirname, '../fixtures/sync-disk-hook.ts');
const WAITS = /^waits for the disk: (.*)$/;

const processes = new Processes();
afterAll(() => processes.end());

test('nothing that the app does after its start waits for the disk on its main thread', async () => {
  const dataDir = await processes.temporaryFolder();
  const folder = join(await processes.temporaryFolder(), 'site');
  await mkdir(folder);
  await writeFile(join(folder, 'index.html'), 'hello');
  const app = await processes.startEntry('cli/main.ts', ['serve', '--port', '0', '--no-open', '--data-dir', dataDir], {
    nodeFlags: ['--import', HOOK],
    ready: /^Porthole is ready at /,
  });
  const waits = () => app.stdout.flatMap((line) => WAITS.exec(line)?.[1] ?? []);
  // Its start reads its settings at once, so that what follows would be seen too.
  const atStart = waits();
  expect(atStart.join('\n')).toContain(`readFileSync ${join(dataDir, 'settings.json')}`);

  const upstream = await startNodeUpstream(namedHash('one'));
  const { client, close } = await eventually('the app is there', () => connectLocally(dataDir));
  try {
    const { id, publicUrl = '' } = await client.tunnels.share({ target: String(upstream.port), name: 'shop' });
    expect((await visit(publicUrl)).status).toBe(200);
    const { publicUrl: site = '' } = await client.tunnels.share({ target: folder });
    expect((await visit(site)).body.toString()).toBe('hello');
    await client.tunnels.update({ id, edit: { name: 'store', onDemand: { ...NEVER_STARTED, cwd: folder } } });
    await client.tunnels.stop({ id });
    await client.tunnels.start({ id });
    const rules = { ...NO_RULES, basicAuth: [{ user: 'ada', password: 'visitors-password' }] };
    await client.rules.update({ id, rules });
    await client.settings.update({ theme: 'dark' });
    await client.requests.settings.update({ keepOnDisk: true });

    await client.network.update({
      proxyMode: 'own',
      proxyUrl: 'http://127.0.0.1:1',
      proxyPassword: 'proxy-password',
      caFile: '',
    });
    await client.requests.signatures.add({ label: 'shop', provider: 'github', secret: 'webhook-secret' });
    await client.secrets.move({ to: 'memory' });
    await client.secrets.move({ to: 'file' });
    const { requests } = await eventually('the captured request', async () => {
      const found = await client.requests.query({ filter: {} });
      return found.requests.length > 0 && found;
    });
    const request = { id: Number(requests[0]?.id) };
    await client.requests.get(request);
    await client.requests.har({ filter: {} });

    await client.imports.preview({ text: 'ngrok http 3000' });
    await client.servers.setUp.begin({ place: 'systemd', address: '203.0.113.9' });
    await client.servers.setUp.cancel();
    await client.metrics.history({ tunnelId: id, range: 3600 });
    await client.diagnostics.collect();
    await client.tunnels.remove({ id });
    expect(waits().slice(atStart.length)).toEqual([]);
  } finally {
    close();
    await upstream.close();
  }
});

/** A command that no visitor asks for here. */
const NEVER_STARTED = { command: 'true', startTimeoutSeconds: 1, idleMinutes: 1 };
