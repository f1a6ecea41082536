import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { TestClient } from '../testing/test-client.ts';
import { startTestExit, TEST_TOKEN, type TestExit } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

let exit: TestExit;
let clients: TestClient[] = [];

beforeEach(async () => {
  exit = await startTestExit();
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  await exit.server.close();
});

async function connectClient(clientId?: string): Promise<TestClient> {
  const client = await TestClient.connect(exit, clientId);
  clients.push(client);
  return client;
}

/** Shakes hands by hand and returns the whole answer. */
async function handshake(path: string, fields: readonly string[]): Promise<string> {
  const visitor = new RawVisitor(exit.controlPort);
  const always = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
  ];
  visitor.write([`GET ${path} HTTP/1.1`, 'Host: exit', ...always, ...fields, '', ''].join('\r\n'));
  await until(() => visitor.text.includes('\r\n\r\n'), 'the answer to the handshake');
  if (!visitor.text.startsWith('HTTP/1.1 101')) await visitor.isEnded();
  visitor.destroy();
  return visitor.text;
}

describe('the handshake', () => {
  const TOKEN = `Authorization: Bearer ${TEST_TOKEN}`;
  const VERSION = 'Sec-WebSocket-Protocol: porthole.v1';

  it.each([
    ['no token', []],
    ['a wrong one', [`Authorization: Bearer ${TEST_TOKEN}x`]],
    ['another scheme', [`Authorization: Basic ${TEST_TOKEN}`]],
  ])('is refused with 401 for %s', async (_what, fields) => {
    const answer = await handshake('/tunnel', [VERSION, ...fields]);
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(answer).toContain('\r\nWWW-Authenticate: Bearer\r\n');
    expect(answer).toMatch(/\r\n\r\n[^\n]+\n$/);
    expect(JSON.stringify(exit.log.lines)).not.toContain(TEST_TOKEN);
    // Strangers could fill a disk.
    const warnings = exit.log.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toHaveLength(fields.length);
  });

  it('keeps no connection of a refused client that does not end its own side', async () => {
    const visitor = new RawVisitor(exit.controlPort);
    visitor.write('GET /tunnel HTTP/1.1\r\nHost: exit\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await visitor.isEnded();
    // It would wait for that connection.
    await exit.server.close();
    visitor.destroy();
  });

  it.each([
    ['another version', ['Sec-WebSocket-Protocol: porthole.v9'], 'porthole.v9'],
    ['no version', [], 'none'],
  ])('is refused with 426 for %s, and the answer names both', async (_what, fields, offered) => {
    const answer = await handshake('/tunnel', [TOKEN, ...fields]);
    expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
    expect(answer).toContain(`This exit server speaks porthole.v1; the client offered ${offered}.\n`);
  });

  it('is refused with 404 on another path', async () => {
    expect(await handshake('/other', [TOKEN, VERSION])).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('is accepted with the token and the version', async () => {
    const answer = await handshake('/tunnel', [TOKEN, 'Sec-WebSocket-Protocol: porthole.v9, porthole.v1']);
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).toContain('\r\nSec-WebSocket-Protocol: porthole.v1\r\n');
  });

  it('gives a client a reason that it can show', async () => {
    const dialling = dialTunnel({ url: `ws://127.0.0.1:${exit.controlPort}`, token: 'not-the-right-token' });
    await expect(dialling).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('not one of this exit server'),
    });
  });
});

describe('the endpoints', () => {
  const open = (path: string, init: RequestInit = {}) =>
    fetch(`http://${exit.controlAddr}${path}`, { ...init, headers: { Connection: 'close', ...init.headers } });

  it.each(['/livez', '/readyz', '/startupz', '/healthz'])('%s is open and good', async (path) => {
    const answer = await open(path);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ok' });
  });

  it('/healthz tells how the server is', async () => {
    const client = await connectClient();
    await client.open({ name: 'one' }, () => {});
    await client.open({ name: 'two' }, () => {});
    expect(await (await open('/healthz')).json()).toEqual({
      status: 'ok',
      version: expect.any(String),
      uptimeSeconds: expect.any(Number),
      sessions: 1,
      tunnels: 2,
      certificateExpiresAt: null,
      checks: { started: 'ok', 'control-plane': 'ok', 'data-plane': 'ok', draining: 'ok' },
    });
  });

  it('/readyz depends on the store, /healthz tells when the certificate expires', async () => {
    const expiry = new Date('2030-01-01T00:00:00Z');
    const health = { store: () => 'cannot be written', certificateExpiry: () => expiry };
    const other = await startTestExit({ health });
    const answers = await Promise.all(['/livez', '/readyz', '/healthz'].map((path) => other.ask(path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503]);
    expect(await answers[1]?.json()).toMatchObject({ status: 'unavailable', checks: { store: 'cannot be written' } });
    expect(await answers[2]?.json()).toMatchObject({ certificateExpiresAt: expiry.toISOString() });
    await other.server.close();
  });

  it('/metrics explains every series', async () => {
    await connectClient();
    const text = await (await exit.ask('/metrics')).text();
    const explained = (word: string) =>
      new Set([...text.matchAll(new RegExp(`^# ${word} (\\S+) \\S`, 'gm'))].map((match) => match[1]));
    const [helps, types] = [explained('HELP'), explained('TYPE')];
    const names = [...text.matchAll(/^([a-z_]+)(?=[{ ])/gm)].map((match) =>
      match[1]?.replace(/_(bucket|sum|count)$/, ''),
    );
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) expect([name, helps.has(name), types.has(name)]).toEqual([name, true, true]);
  });

  it.each(['/status', '/metrics'])('%s needs the token', async (path) => {
    expect((await open(path)).status).toBe(401);
    expect((await open(path, { headers: { Authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await exit.ask(path)).status).toBe(200);
  });

  it('answer what they do not know', async () => {
    expect((await open('/nothing')).status).toBe(404);
    expect((await open('/tunnel')).status).toBe(426);
    expect((await open('/livez', { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('tell how many are connected and what was asked, with bounded labels', async () => {
    const client = await connectClient();
    await client.open({ kind: 'tcp', name: 'db' }, () => {});
    await (await open('/nothing-like-this')).text();
    await (await open('/livez?probe=1')).text();
    await handshake('/tunnel', []);
    await handshake('/made-up', []);
    const answer = await exit.ask('/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    for (const line of [
      'http_controlplane_connected_gauge 1',
      'tcp_controlplane_connected_gauge 1',
      'http_controlplane_requests_total{code="101",path="/tunnel"} 1',
      'http_controlplane_requests_total{code="401",path="/tunnel"} 1',
      'http_controlplane_requests_total{code="200",path="/livez"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    // At least: the finder of another test's app may have asked for its own page.
    const [, others] = /^http_controlplane_requests_total\{code="404",path="other"\} (\d+)$/m.exec(text) ?? [];
    expect(Number(others)).toBeGreaterThanOrEqual(2);
    expect(text).not.toMatch(/nothing-like-this|made-up/);
  });
});
