import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import type { Tunnel, TunnelStatus } from '../../shared/contract/tunnel.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { eventually } from '../fixtures/eventually.ts';
import { listen, type NodeUpstream, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, lastingPorts, startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';

const processes = new Processes();
const upstreams: NodeUpstream[] = [];
const engines: Engine[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await processes.end();
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

async function engineOn(exit: ExitProgram): Promise<Engine> {
  const engine = await startEngine(exit);
  engines.push(engine);
  return engine;
}

async function shareHello(engine: Engine, name: string): Promise<Tunnel> {
  const upstream = await startNodeUpstream(namedHash('hello'));
  upstreams.push(upstream);
  return engine.tunnels.share({ target: String(upstream.port), name });
}

/** Notes each state that a tunnel shows. */
function watchStates(engine: Engine): TunnelStatus[] {
  const seen: TunnelStatus[] = [];
  engine.tunnels.tunnels.subscribe(([tunnel]) => {
    if (tunnel && tunnel.status.state !== seen.at(-1)?.state) seen.push(tunnel.status);
  });
  return seen;
}

test('an exit server that is killed and started again on its port has its tunnel back by itself', async () => {
  const exit = await startExit(processes, await lastingPorts());
  const engine = await engineOn(exit);
  const { id, publicUrl } = await shareHello(engine, 'again');
  const seen = watchStates(engine);
  const status = () => engine.tunnels.get(id).status;
  await eventually('online', () => status().state === 'online');
  await exit.program.kill();
  const lost = await eventually('reconnecting', () => {
    const now = status();
    return now.state === 'reconnecting' && now;
  });
  expect(lost.message).toMatch(/exit server|127\.0\.0\.1/);
  expect(lost.nextTryAt).toBeGreaterThan(0);
  await eventually('several tries', () => {
    const now = status();
    return now.state === 'reconnecting' && now.attempt >= 3;
  });
  await startExit(processes, { control: exit.controlPort, data: exit.dataPort });
  // What was published is what page and tray have shown.
  await eventually('online again', () => seen.at(-1)?.state === 'online');
  expect((await visit(publicUrl ?? '')).status).toBe(200);
  const states = seen.map(({ state }) => state);
  expect(states.slice(0, 2)).not.toContain('stopped');
  expect(states).toContain('reconnecting');
});

test('a wrong token is refused with the reason, and is not tried again', async () => {
  const exit = await startExit(processes);
  const engine = await startEngine();
  engines.push(engine);
  const { id: serverId } = await engine.servers.join(
    formatJoinLink({ server: exit.controlUrl, token: 'wrong-token-0123456789' }),
  );
  const tunnel = await shareHello(engine, 'refused');
  expect(tunnel.status).toMatchObject({ state: 'refused', code: 'unauthorized', remedy: 'enter-token' });
  expect(tunnel.status).toHaveProperty('message', expect.stringContaining('refused the token'));
  // Nothing but the user starts the next try: with the right token it works at once.
  expect(engine.servers.supervisor(serverId).link.value.state).toBe('refused');
  await engine.servers.setToken(serverId, 'loopback-test-token-0123456789');
  await eventually('online', () => engine.tunnels.get(tunnel.id).status.state === 'online');
});

test('a second client that claims a taken name is refused; a generated name gives way', async () => {
  const exit = await startExit(processes);
  const first = await shareHello(await engineOn(exit), 'taken');
  const engine = await engineOn(exit);
  const second = await shareHello(engine, 'taken');
  expect(second.status).toMatchObject({ state: 'refused', code: 'name-taken', remedy: 'rename' });
  expect((await visit(first.publicUrl ?? '')).status).toBe(200);
  const renamed = await engine.tunnels.update(second.id, { name: 'free' });
  await eventually('online under the other name', () => engine.tunnels.get(renamed.id).status.state === 'online');
});

test('an upstream that is down gives the visitor 502 and names the port; when it comes up all is well by itself', async () => {
  const exit = await startExit(processes);
  const engine = await engineOn(exit);
  const parked = await startNodeUpstream(namedHash('parked'));
  const { port } = parked;
  await parked.close();
  const { id, publicUrl = '', status } = await engine.tunnels.share({ target: String(port), name: 'down' });
  expect(status).toMatchObject({ state: 'degraded', hop: 'upstream', nextStep: `Start your server on port ${port}.` });
  // The exit server's owner sees it too.
  const health = async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const report = await visit(`http://127.0.0.1:${exit.controlPort}/status`, { headers });
    return JSON.parse(report.body.toString()).sessions[0].tunnels[0].health;
  };
  const down = await eventually('told that the upstream is down', health);
  expect(down).toMatchObject({ healthy: false, message: expect.stringContaining(String(port)) });
  const page = await visit(publicUrl, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers['porthole-error']]).toEqual([502, 'upstream-refused']);
  expect(page.headers['content-type']).toMatch(/^text\/html/);
  upstreams.push(await listen(createServer(namedHash('up')), port));
  expect((await visit(publicUrl)).status).toBe(200);
  await eventually('green', () => engine.tunnels.get(id).status.state === 'online');
  await eventually('told that it is up again', async () => (await health()).healthy === true);
});
