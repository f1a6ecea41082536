import http from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Processes } from '../../fixtures/processes.ts';

const processes = new Processes();

afterEach(() => processes.end());

/** `porthole serve` as its user starts it, and the key that only its user has. */
async function startServe(): Promise<{ port: number; key: string }> {
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', await processes.temporaryFolder()];
  const program = await processes.startEntry('cli/main.ts', args, { ready: /^Porthole is ready at / });
  const [, port = '', key = ''] = await program.waitForLine(
    /^Porthole is ready at http:\/\/127\.0\.0\.1:(\d+)\/#key=(\S+)$/,
  );
  return { port: Number(port), key };
}

function ask(port: number, path: string, headers: Record<string, string>): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  http
    .get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => resolve(response.resume()))
    .on('error', reject);
  return promise;
}

function openSocket(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  const { promise, resolve } = Promise.withResolvers<number>();
  socket.on('open', () => {
    resolve(101);
    socket.terminate();
  });
  socket.on('unexpected-response', (request, response) => {
    resolve(response.statusCode ?? 0);
    request.destroy();
  });
  socket.on('error', () => {});
  return promise;
}

test('DNS rebinding: a name that was turned to 127.0.0.1 is answered nothing, even with the key', async () => {
  const { port, key } = await startServe();
  for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `localhost.:${port}`]) {
    const own = `http://${host}`;
    const page = await ask(port, '/', { Host: host });
    expect([host, page.statusCode === 421 || page.statusCode === 400]).toEqual([host, true]);
    expect((await openSocket(port, `/rpc?key=${key}`, { Host: host, Origin: own })) >= 400).toBe(true);
  }
  expect((await ask(port, '/', { Host: `127.0.0.1:${port}` })).statusCode).toBe(200);
});

test('cross-site WebSocket: a page of another origin is refused, even with the key', async () => {
  const { port, key } = await startServe();
  const own = `http://127.0.0.1:${port}`;
  const origins = [
    'https://evil.example',
    'null',
    `https://127.0.0.1:${port}`,
    'http://127.0.0.1:1',
    `${own}.evil.example`,
  ];
  for (const Origin of origins)
    expect([Origin, await openSocket(port, `/rpc?key=${key}`, { Origin })]).toEqual([Origin, 403]);
  expect(await openSocket(port, '/rpc?key=guessed', { Origin: own })).toBe(401);
  expect(await openSocket(port, '/rpc', { Origin: own })).toBe(401);
  expect(await openSocket(port, `/rpc?key=${key}`, { Origin: own })).toBe(101);
});

test('a page of another origin is allowed to read, frame or embed nothing', async () => {
  const { port } = await startServe();
  const { headers } = await ask(port, '/', { Host: `127.0.0.1:${port}`, Origin: 'https://evil.example' });
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
});
