import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { ExitProcess } from '../testing/run-exit.ts';
import { answering, TestClient } from '../testing/test-client.ts';
import { TEST_TOKEN } from '../testing/test-exit.ts';

const SECRET = 'planted-s3cret';
const HI = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');

let folder: string;
let exit: ExitProcess;
let client: TestClient;
let ports: { controlPort: number; dataPort: number };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-access-'));
  writeFileSync(join(folder, 'token'), `${TEST_TOKEN}\n`, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

afterEach(async () => {
  client.destroy();
  await exit.stop();
});

async function start(...flags: string[]): Promise<void> {
  const addresses = ['--control-addr', '127.0.0.1:0', '--data-addr', '127.0.0.1:0', '--tcp-addr', '127.0.0.1'];
  exit = new ExitProcess([...addresses, '--token-file', join(folder, 'token'), ...flags], {}, folder);
  ports = await exit.listens();
  client = await TestClient.connect(ports);
  await client.open({ name: 'blog' }, HI);
}

/** Sends bytes as they are and waits for the beginning of an answer. */
async function send(port: number, text: string): Promise<void> {
  const visitor = new RawVisitor(port);
  visitor.write(text);
  await visitor.sees('HTTP/1.1 ');
  visitor.destroy();
}

async function stop(): Promise<void> {
  exit.signal('SIGTERM');
  expect(await exit.ends()).toBe(0);
}

describe('the access log', () => {
  it('has a line for each request by the end, and does not stand in the way of other lines', async () => {
    await start('--access-log');
    for (let count = 0; count < 150; count++) await ask(ports.dataPort, 'blog.localhost', `/${count}?q=1`);
    await ask(ports.dataPort, 'nobody.localhost', '/lost', { method: 'POST', body: 'x' });
    await send(ports.dataPort, 'no HTTP\r\n\r\n');
    await stop();
    const lines = exit.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    // The finder of another test's app may look at this port, too: it asks for the address, not for a name.
    const requests = lines.filter(({ msg, host }) => msg === 'request' && !host.startsWith('127.0.0.1'));
    expect(requests).toHaveLength(152);
    expect(requests.slice(0, 150).map(({ path }) => path)).toEqual(Array.from({ length: 150 }, (_, n) => `/${n}`));
    expect(requests[0]).toMatchObject({ visitor: '127.0.0.1', method: 'GET', host: 'blog.localhost', status: 200 });
    expect(requests[0].in).toBeGreaterThan(30);
    expect(requests[0].out).toBeGreaterThan(30);
    expect(requests[150]).toMatchObject({ method: 'POST', host: 'nobody.localhost', path: '/lost', status: 404 });
    expect(requests[151]).toMatchObject({ method: '', host: '', path: '', status: 400 });
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('is not there unless told', async () => {
    await start();
    await ask(ports.dataPort, 'blog.localhost', '/quiet');
    await stop();
    expect(exit.stderr).toContain('stopped');
    expect(exit.stderr).not.toContain('/quiet');
  });
});

it.each(['json', 'text'])('no secret gets into a log of format %s, at any level', async (format) => {
  await start('--access-log', '--log-level', 'trace', '--log-format', format);
  const fields = `Authorization: Bearer ${SECRET}\r\nCookie: session=${SECRET}\r\nX-Forwarded-For: ${SECRET}\r\n`;
  const end = 'Connection: close\r\n\r\n';
  const blog = `Host: blog.localhost\r\n${fields}`;
  await send(ports.dataPort, `GET /a?token=${SECRET} HTTP/1.1\r\n${blog}${end}`);
  await send(ports.dataPort, `GET http://user:${SECRET}@blog.localhost/b?${SECRET} HTTP/1.1\r\n${blog}${end}`);
  await send(ports.dataPort, `POST /c HTTP/1.1\r\n${blog}Content-Length: ${SECRET.length}\r\n${end}${SECRET}`);
  await send(ports.dataPort, `GET /d HTTP/1.1\r\n${blog}Bad Field: ${SECRET}\r\n${end}`);
  for (const path of ['/status', '/metrics', '/tunnel', `/status?token=${SECRET}`, `/${SECRET}`]) {
    await send(ports.controlPort, `GET ${path} HTTP/1.1\r\nHost: exit\r\n${fields}${end}`);
    const upgrade =
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n';
    await send(
      ports.controlPort,
      `GET ${path} HTTP/1.1\r\nHost: exit\r\n${fields}${upgrade}Connection: Upgrade\r\n\r\n`,
    );
  }
  await stop();
  expect(exit.stderr).toContain('/a');
  expect(exit.stderr).toContain('wrong or missing token');
  for (const secret of [SECRET, TEST_TOKEN]) expect(exit.stdout + exit.stderr).not.toContain(secret);
});
