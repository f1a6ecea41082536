import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../../../../exit/testing/free-port.ts';
import { EMBEDDED_SERVER_ID } from '../../../../shared/contract/server.ts';
import { TunnelConfig } from '../../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../../shared/folder-upstream.ts';
import { defaultSettings } from '../../settings/settings-schema.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { closedPort, startTcpUpstream } from '../../testing/upstreams.ts';
import { engineWith, examine } from '../testing/examine.ts';

function tunnel(change: Partial<TunnelConfig>): TunnelConfig {
  const upstream = 'http://127.0.0.1:1';
  return TunnelConfig.parse({
    ...{ id: randomUUID(), name: 'shop', kind: 'http', upstream, serverId: 'gone', hostHeader: 'keep', enabled: true },
    ...change,
  });
}

async function portsOf(...tunnels: TunnelConfig[]) {
  return examine(engineWith({ tunnels }), 'ports');
}

it('finds services that answer, and those that do not', async () => {
  const { port } = await startTcpUpstream((socket) => socket.end());
  const dead = await closedPort();
  const upstream = (to: number) => `http://127.0.0.1:${to}`;
  const command = { command: 'npm run dev', cwd: '/', startTimeoutSeconds: 60, idleMinutes: 10 };
  expect(
    await portsOf(
      tunnel({ upstream: upstream(port) }),
      tunnel({ name: 'blog', upstream: upstream(dead) }),
      tunnel({ name: 'lazy', upstream: upstream(dead), onDemand: command }),
      tunnel({ name: 'off', upstream: upstream(dead), enabled: false }),
    ),
  ).toEqual([
    { about: 'shop', verdict: 'ok', found: `127.0.0.1:${port} answers.` },
    {
      about: 'blog',
      verdict: 'failed',
      found: `Nothing answers on 127.0.0.1:${dead}.`,
      nextStep: 'Start the service, or change where the tunnel leads.',
    },
    { about: 'lazy', verdict: 'ok', found: `The first visitor starts the service of 127.0.0.1:${dead}.` },
  ]);
});

it('finds folders that are there, and those that are gone', async () => {
  const folder = await temporaryFolder();
  const [there, gone] = await portsOf(
    tunnel({ upstream: folderUpstream.write(folder) }),
    tunnel({ name: 'old', upstream: folderUpstream.write(join(folder, 'gone')) }),
  );
  expect(there).toEqual({ about: 'shop', verdict: 'ok', found: `${folder} answers.` });
  expect(gone).toMatchObject({ about: 'old', verdict: 'failed', found: expect.stringContaining('gone') });
});

it('finds a local port that another program has', async () => {
  const { port } = await startTcpUpstream((socket) => socket.end());
  const forward = { kind: 'forward', upstream: 'tcp://db:5432' } as const;
  const [taken, free] = await portsOf(
    tunnel({ ...forward, name: 'db', localPort: port }),
    tunnel({ ...forward, name: 'cache', localPort: await freePort() }),
  );
  expect(taken).toMatchObject({
    about: 'db',
    verdict: 'failed',
    nextStep: expect.stringContaining('End that program'),
  });
  expect(free).toMatchObject({ about: 'cache', verdict: 'ok' });
});

it('finds a port for metrics that another program has', async () => {
  const { port } = await startTcpUpstream((socket) => socket.end());
  const preferences = { ...defaultSettings().preferences, metricsPort: port };
  expect(await examine(engineWith({ preferences }), 'ports')).toMatchObject([
    { about: 'Metrics', verdict: 'failed', nextStep: 'Choose another port under Settings.' },
  ]);
});

it('says something of the port of shares on this computer', async () => {
  const { port } = await startTcpUpstream((socket) => socket.end());
  const [, embedded] = await portsOf(tunnel({ serverId: EMBEDDED_SERVER_ID, upstream: `http://127.0.0.1:${port}` }));
  // Whether something has port 8000 of this machine nobody knows.
  expect(embedded?.about).toBe('Shares on this computer');
  expect(['ok', 'warning']).toContain(embedded?.verdict);
});

it('has nothing to look at where no tunnel is on', async () => {
  expect(await portsOf()).toMatchObject([{ verdict: 'skipped' }]);
});
