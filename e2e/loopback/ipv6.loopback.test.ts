import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Engine } from '../../electron/engine/engine.ts';
import type { ProbedTunnel } from '../../shared/contract/tunnel.ts';
import { echoSockets } from '../fixtures/echo-sockets.ts';
import { eventually } from '../fixtures/eventually.ts';
import { type ExitProgram, startExit, startShare } from '../fixtures/porthole.ts';
import { Processes, withFreePort } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
const withIpv6 = describe.skipIf(!hasIpv6);

/** Says who it was told of, and by which name it was asked. */
function startWeb(): Promise<HttpServer> {
  const server = createHttpServer((incoming, answer) => {
    answer.end(`${incoming.headers['x-forwarded-for']} ${incoming.headers.host}`);
  });
  echoSockets(server);
  return listening(server);
}

function startEcho(): Promise<Server> {
  return listening(createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)));
}

async function listening<S extends Server>(server: S): Promise<S> {
  server.listen(0, '::1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function ask(port: number, host: string, at = '::1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: at, port, agent: false, headers: { Host: host } }, (response) => {
      text(response).then(resolve, reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Sends a word, ends, and resolves with what came back. */
function echo(port: number): Promise<string> {
  const socket = connect({ host: '::1', port, allowHalfOpen: true });
  socket.end('over IPv6');
  return text(socket);
}

async function online(engine: Engine, { id }: ProbedTunnel): Promise<void> {
  await eventually('the tunnel to be online', () => {
    const { status, probes } = engine.tunnels.get(id);
    if (status.state !== 'online') throw new Error(JSON.stringify([status, probes]));
    return true;
  });
}

withIpv6('with everything on ::1', () => {
  const processes = new Processes();
  let web: HttpServer;
  let tcp: Server;
  let exit: ExitProgram;
  let engine: Engine;

  beforeAll(async () => {
    web = await startWeb();
    tcp = await startEcho();
    const addresses = ['--control-addr', '[::1]:0', '--data-addr', '[::1]:0', '--tcp-addr', '::1', '--access-log'];
    const started = await startExit(processes, {}, [...addresses, '--allow-forward', `[::1]:${portOf(tcp)}`]);
    expect(started.program.stdout).toEqual([
      `control plane on [::1]:${started.controlPort}`,
      `data plane on [::1]:${started.dataPort}`,
    ]);
    exit = { ...started, controlUrl: `ws://[::1]:${started.controlPort}` };
    engine = await startEngine(exit);
  }, 60_000);

  afterAll(async () => {
    await engine.stop();
    await processes.end();
    web.closeAllConnections();
    for (const server of [web, tcp]) await new Promise((resolve) => server.close(resolve));
  });

  it('shares an HTTP service and its WebSockets, and knows the visitor', async () => {
    const tunnel = await engine.tunnels.share({ target: `http://[::1]:${portOf(web)}`, name: 'web' });
    await online(engine, tunnel);
    const host = `web.localhost:${exit.dataPort}`;
    expect(tunnel.publicUrl).toBe(`http://${host}`);
    expect(await ask(exit.dataPort, host)).toBe(`::1 ${host}`);
    const line = await exit.program.waitForLine(/"host":"web\.localhost/);
    expect(JSON.parse(line.input)).toMatchObject({ visitor: '::1', status: 200 });
    const socket = new WebSocket(`ws://[::1]:${exit.dataPort}/`, { headers: { Host: host } });
    socket.on('open', () => socket.send('over IPv6'));
    const [message] = await once(socket, 'message');
    expect(String(message)).toBe('over IPv6');
    socket.close();
    await once(socket, 'close');
  });

  it('tells the service its own address as the host where it is to', async () => {
    const target = `[::1]:${portOf(web)}`;
    const { id } = await engine.tunnels.share({ target, name: 'rewritten' });
    await engine.tunnels.update(id, { hostHeader: 'upstream' });
    const host = `rewritten.localhost:${exit.dataPort}`;
    await eventually('the host', async () => (await ask(exit.dataPort, host)) === `::1 ${target}`);
  });

  it('answers for a literal address that no tunnel has', async () => {
    expect(await ask(exit.dataPort, `[::1]:${exit.dataPort}`)).toContain('Nothing is shared here');
  });

  it('shares a TCP service', async () => {
    const tunnel = await engine.tunnels.share({ target: `tcp://[::1]:${portOf(tcp)}`, name: 'echo' });
    await online(engine, tunnel);
    expect(await echo(Number(new URL(tunnel.publicUrl ?? '').port))).toBe('over IPv6');
  });

  it('reaches a service over there', async () => {
    const target = `[::1]:${portOf(tcp)}`;
    await withFreePort(async (localPort) => {
      const tunnel = await engine.tunnels.forward({ localPort, target });
      await online(engine, tunnel);
      expect(await echo(localPort)).toBe('over IPv6');
    });
  });

  it('shares by the command line', async () => {
    const { publicUrl, program } = await startShare(processes, `[::1]:${portOf(web)}`, exit, ['--name', 'typed']);
    expect(program.stdout[0]).toBe(`${publicUrl.origin} -> http://[::1]:${portOf(web)}`);
    expect(await ask(exit.dataPort, publicUrl.host)).toBe(`::1 ${publicUrl.host}`);
  });
});

withIpv6('a server on [::], with a CA of its own', () => {
  const processes = new Processes();
  let web: HttpServer;
  let engine: Engine;

  afterAll(async () => {
    await engine.stop();
    await processes.end();
    web.closeAllConnections();
    await new Promise((resolve) => web.close(resolve));
  });

  it('is joined by a link with its IPv6 address, and knows visitors of both families', async () => {
    web = await startWeb();
    engine = await startEngine();
    const addresses = ['--control-addr', '[::]:0', '--data-addr', '[::]:0', '--tcp-addr', '::'];
    const args = ['--dev-mode', '--auto-tls', '--domain', 'localhost', '--access-log', ...addresses];
    const program = await processes.startEntry('exit/main.ts', args, { ready: /^join link / });
    const [, link = ''] = await program.waitForLine(/^join link (.*)$/);
    expect(decodeURIComponent(link)).toMatch(/server=wss:\/\/\[::1\]:\d+&token=.*&ca=sha256:/);
    const server = await engine.servers.join(link);
    const tunnel = await engine.tunnels.share({ target: `[::1]:${portOf(web)}`, name: 'both', serverId: server.id });
    await online(engine, tunnel);
    const { port, host } = new URL(tunnel.publicUrl ?? '');
    expect(await ask(Number(port), host, '::1')).toBe(`::1 ${host}`);
    expect(await ask(Number(port), host, '127.0.0.1')).toBe(`127.0.0.1 ${host}`);
    const line = await program.waitForLine(/REQUEST: 127|"visitor":"127/);
    expect(line.input).not.toContain('::ffff');
  });
});
