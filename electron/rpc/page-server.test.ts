import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '../../shared/contract/contract.ts';
import { temporaryFolder } from '../engine/testing/temporary-folder.ts';
import { SILENT_LOG, testEngine } from '../engine/testing/test-engine.ts';
import { PageFiles } from './page-files.ts';
import { PageServer } from './page-server.ts';
import { createRouter } from './router.ts';

const KEY = 'k'.repeat(64);

async function startPage() {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'index.html'), '<html><head></head></html>');
  const router = createRouter(testEngine(), { shell: 'browser', version: '1.2.3' });
  const server = new PageServer({ port: 0, key: KEY, files: await PageFiles.load(folder), router, log: SILENT_LOG });
  const address = await server.start();
  onTestFinished(() => server.close());
  return { server, address, port: Number(new URL(address).port) };
}

/** Asks as given, whatever a URL parser would make of it. */
async function ask(
  port: number,
  path: string,
  headers: http.OutgoingHttpHeaders = {},
  method = 'GET',
  host = '127.0.0.1',
) {
  const request = http.request({ host, port, path, headers, method, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, headers: response.headers };
}

/** Resolves with `open`, or with the status of the refusal. */
async function connect(port: number, path: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  onTestFinished(() => socket.terminate());
  const { promise, resolve } = Promise.withResolvers<number | 'open'>();
  socket.on('open', () => resolve('open'));
  socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  socket.on('error', () => resolve(0));
  return { socket, result: await promise };
}

describe('PageServer: files', () => {
  it('gives its address with the key, and the page under it with its policy', async () => {
    const { address, port } = await startPage();
    expect(address).toBe(`http://127.0.0.1:${port}/#key=${KEY}`);
    const page = await ask(port, '/');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(/style-src 'self' 'nonce-[^']+'/);
    expect((await ask(port, '/', { Host: `localhost:${port}` })).status).toBe(200);
    expect((await ask(port, '/', {}, 'HEAD')).status).toBe(200);
    // Where browsers look for localhost first.
    expect((await ask(port, '/', { Host: `localhost:${port}` }, 'GET', '::1')).status).toBe(200);
    expect((await ask(port, '/', {}, 'GET', '::1')).status).toBe(200);
  });

  it.each([
    ['another host (DNS rebinding)', '/', { Host: 'evil.example' }, 'GET', 421],
    ['its own name on another port', '/', { Host: '127.0.0.1:1' }, 'GET', 421],
    ['another host by IPv6 (DNS rebinding)', '/', { Host: '[::2]:80' }, 'GET', 421],
    ['another method', '/', {}, 'POST', 405],
    ['a file that is not there', '/../package.json', {}, 'GET', 404],
    ['a target that is no path', '//', {}, 'GET', 400],
    ['the contract without the key', '/rpc', {}, 'GET', 401],
    ['the contract with a wrong key', `/rpc?key=${'x'.repeat(64)}`, {}, 'GET', 401],
    ['the contract without a WebSocket', `/rpc?key=${KEY}`, {}, 'GET', 426],
  ])('refuses %s', async (_, path, headers, method, status) => {
    const { port } = await startPage();
    expect((await ask(port, path, headers, method)).status).toBe(status);
    expect((await ask(port, '/')).status).toBe(200);
  });
});

describe('PageServer: the contract', () => {
  it('serves it to its own page', async () => {
    const { port } = await startPage();
    const { socket, result } = await connect(port, `/rpc?key=${KEY}`, { Origin: `http://127.0.0.1:${port}` });
    expect(result).toBe('open');
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket as never }));
    expect(await client.app.info()).toMatchObject({ shell: 'browser', version: '1.2.3' });
  });

  it.each([
    ['no origin', `/rpc?key=${KEY}`, () => ({}), 403],
    ['another page’s origin', `/rpc?key=${KEY}`, () => ({ Origin: 'https://evil.example' }), 403],
    ['the origin of another port', `/rpc?key=${KEY}`, () => ({ Origin: 'http://127.0.0.1:1' }), 403],
    ['another host', `/rpc?key=${KEY}`, () => ({ Host: 'evil.example', Origin: 'http://evil.example' }), 421],
    ['no key', '/rpc', (own: string) => ({ Origin: own }), 401],
    ['a wrong key', '/rpc?key=x', (own: string) => ({ Origin: own }), 401],
    ['another path', `/other?key=${KEY}`, (own: string) => ({ Origin: own }), 404],
  ])('refuses a WebSocket with %s', async (_, path, headers, status) => {
    const { port } = await startPage();
    expect((await connect(port, path, headers(`http://127.0.0.1:${port}`))).result).toBe(status);
  });

  it('outlives an upgrade to no path, and visitors who leave before they are refused', async () => {
    const { port } = await startPage();
    const upgrade = (target: string) =>
      `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    const socket = net.connect(port, '127.0.0.1');
    socket.write(upgrade('//'));
    const [answer] = await once(socket, 'data');
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
    // The connection is not kept for whoever does not close it.
    await once(socket, 'close');
    const hasty = net.connect(port, '127.0.0.1');
    hasty.write(upgrade('/rpc'), () => hasty.resetAndDestroy());
    await once(hasty, 'close');
    expect((await ask(port, '/')).status).toBe(200);
  });

  it('ends its connections when it closes', async () => {
    const { server, port } = await startPage();
    const { socket } = await connect(port, `/rpc?key=${KEY}`, { Origin: `http://127.0.0.1:${port}` });
    const closed = once(socket, 'close');
    await server.close();
    await closed;
  });

  it('tells where its port is taken', async () => {
    const { port } = await startPage();
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'index.html'), '<head></head>');
    const router = createRouter(testEngine(), { shell: 'browser', version: '1' });
    const files = await PageFiles.load(folder);
    const second = new PageServer({ port, key: KEY, files, router, log: SILENT_LOG });
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.close();
  });
});
