import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { eventually } from '../fixtures/eventually.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, lastingPorts, startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';

const processes = new Processes();
let upstream: NodeUpstream;
let engine: Engine;
let first: ExitProgram;
let second: ExitProgram;
let secondId: string;

beforeEach(async () => {
  upstream = await startNodeUpstream((request, response) => response.end(`answer to ${request.url}`));
  [first, second] = await Promise.all([startExit(processes), startExit(processes, await lastingPorts())]);
  engine = await startEngine(first);
  secondId = (await engine.servers.join(formatJoinLink({ server: second.controlUrl, token: TOKEN }))).id;
});

afterEach(async () => {
  await engine.stop();
  await processes.end();
  await upstream.close();
});

async function until(what: string, id: string, holds: (tunnel: Tunnel) => boolean): Promise<Tunnel> {
  return eventually(what, () => {
    const tunnel = engine.tunnels.get(id);
    return holds(tunnel) && tunnel;
  });
}

test('a tunnel runs over two exit servers, and goes on over one when the other is killed', async () => {
  const { id } = await engine.tunnels.share({ target: String(upstream.port), name: 'shop' });
  await engine.tunnels.update(id, { alsoServerIds: [secondId] });
  const both = await until('both', id, ({ status }) => status.state === 'online');
  const urls = both.exits?.map(({ publicUrl }) => publicUrl);
  expect(urls).toEqual([first, second].map(({ dataPort }) => `http://shop.localhost:${dataPort}`));
  expect(both.publicUrl).toBe(urls?.[0]);
  for (const url of urls ?? []) expect((await visit(`${url}/x`)).body.toString()).toBe('answer to /x');
  await expect(engine.servers.remove(secondId)).rejects.toThrow('1 tunnel runs over this server');

  await second.program.kill();
  const half = await until('the loss', id, ({ status }) => status.state === 'degraded');
  expect(half.status).toMatchObject({
    hop: 'link',
    serverId: secondId,
    message: expect.stringMatching(/^127\.0\.0\.1: /),
  });
  expect(half.exits?.map(({ status }) => status.state)).toEqual(['online', 'reconnecting']);
  expect((await visit(`${urls?.[0]}/y`)).body.toString()).toBe('answer to /y');

  await startExit(processes, { control: second.controlPort, data: second.dataPort });
  engine.tunnels.retry(id);
  await until('both again', id, ({ status }) => status.state === 'online');
  expect((await visit(`${urls?.[1]}/z`)).body.toString()).toBe('answer to /z');

  await engine.tunnels.update(id, { alsoServerIds: [] });
  const one = await until('the first alone', id, ({ status }) => status.state === 'online');
  expect(one.exits).toBeUndefined();
  expect((await visit(`${urls?.[1]}/`)).status).toBe(503);
});
