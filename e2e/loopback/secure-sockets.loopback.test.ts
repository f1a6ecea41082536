import { once } from 'node:events';
import http from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import { issueCa, issueServerCertificate } from '../../exit/tls/issue-certificate.ts';
import { eventually } from '../fixtures/eventually.ts';
import { listen, type NodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, lastingPorts, startExit } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';

const HOUR_MS = 3_600_000;
const MESSAGE = 'half of a message';
const processes = new Processes();
let exit: ExitProgram;
let engine: Engine;
let service: NodeUpstream;
/** How each WebSocket ended for the service. */
let endings: string[];
/** Connections that the service has. */
const connections = new Set<Duplex>();
let tunnelId: string;
let url: URL;

/** A service with TLS that answers requests, and takes WebSockets and sends back what comes. */
async function startService(): Promise<NodeUpstream> {
  const issuer = await issueCa({ name: 'Of a test', lifeMs: HOUR_MS });
  const { certificate, key } = await issueServerCertificate(issuer, { names: ['localhost'], lifeMs: HOUR_MS });
  const server = createServer({ cert: certificate, key }, (_, answer) => answer.end('hello'));
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (_, socket) => {
    let ending = 'end';
    socket.on('error', (error: NodeJS.ErrnoException) => {
      ending = error.code ?? error.message;
    });
    socket.on('close', () => endings.push(ending));
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  return listen(server);
}

beforeEach(async () => {
  endings = [];
  exit = await startExit(processes, await lastingPorts());
  service = await startService();
  engine = await startEngine(exit);
  const tunnel = await engine.tunnels.share({ target: `https://localhost:${service.port}`, name: 'secure' });
  tunnelId = tunnel.id;
  url = new URL(await eventually('the public URL', () => engine.tunnels.get(tunnelId).publicUrl));
});

afterEach(async () => {
  await engine.stop();
  await service.close();
  await processes.end();
});

/** Opens a WebSocket to the service as a visitor, and resolves when bytes pass both ways. */
async function openEcho(): Promise<Socket> {
  const headers = { host: url.host, connection: 'Upgrade', upgrade: 'websocket' };
  const request = http.get({ host: '127.0.0.1', port: url.port, headers, agent: false });
  const [, socket] = (await once(request, 'upgrade')) as [unknown, Socket];
  socket.on('error', () => {});
  socket.write(MESSAGE);
  const [echo] = await once(socket, 'data');
  expect(String(echo)).toBe(MESSAGE);
  return socket;
}

/** The service saw a break, and nothing of the visitor is left here or there. */
async function isBrokenOff(): Promise<void> {
  await eventually('no connection is left', () => connections.size === 0);
  expect(endings).toEqual(['ECONNRESET']);
  await eventually('nothing is counted as open', () => engine.metrics.counters(tunnelId).open === 0);
}

async function servesTheNext(): Promise<void> {
  await eventually('a visitor is answered', async () => (await visit(url)).body.toString() === 'hello');
  (await openEcho()).destroy();
}

test('a visitor that resets a WebSocket to a service with TLS resets it for the service, and nothing else ends', async () => {
  const socket = await openEcho();
  socket.resetAndDestroy();
  await isBrokenOff();
  await servesTheNext();
});

test('a tunnel that is stopped while a WebSocket to a service with TLS is open breaks it off, and runs again', async () => {
  const socket = await openEcho();
  engine.tunnels.stopTunnel(tunnelId);
  await eventually('the visitor is told', () => socket.destroyed);
  await isBrokenOff();
  engine.tunnels.startTunnel(tunnelId);
  await servesTheNext();
});

test('a link that is lost while a WebSocket to a service with TLS is open breaks it off, and comes back', async () => {
  const socket = await openEcho();
  await exit.program.kill();
  await eventually('the visitor is told', () => socket.destroyed);
  await isBrokenOff();
  await startExit(processes, { control: exit.controlPort, data: exit.dataPort });
  await servesTheNext();
});
