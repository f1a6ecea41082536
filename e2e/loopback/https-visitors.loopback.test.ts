import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { echoSockets } from '../fixtures/echo-sockets.ts';
import { type HttpsExit, startHttpsExit, startHttpsShare } from '../fixtures/https-exit.ts';
import { listen, type NodeUpstream, namedHash } from '../fixtures/node-upstream.ts';
import { Processes } from '../fixtures/processes.ts';
import { isInstalled } from '../fixtures/system-program.ts';

// Everything is real here: two processes of ours, a certificate of openssl's, and visitors that check it.
describe.skipIf(!isInstalled('openssl'))('visitors over HTTPS', () => {
  const processes = new Processes();
  let exit: HttpsExit;
  let upstream: NodeUpstream;
  let url: URL;

  beforeAll(async () => {
    const server = http.createServer(namedHash('node'));
    echoSockets(server);
    upstream = await listen(server);
    exit = await startHttpsExit(processes);
    url = (await startHttpsShare(processes, upstream.port, exit, 'blog')).publicUrl;
  });

  afterAll(async () => {
    await processes.end();
    await upstream.close();
  });

  test('a WebSocket of the ws library echoes 1 MiB', async () => {
    const sent = randomBytes(1024 * 1024);
    // `servername` is passed on to Node's TLS, but not in the types.
    const options = { ca: exit.ca, servername: url.hostname, headers: { host: url.host } };
    const socket = new WebSocket(`wss://127.0.0.1:${url.port}/echo`, options);
    const came = await new Promise<Buffer>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => resolve(data));
      socket.on('open', () => socket.send(sent));
    });
    expect(came.equals(sent)).toBe(true);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.close();
    await closed;
  });
});
