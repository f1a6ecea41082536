import { afterEach, describe, expect, it } from 'vitest';
import { dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import { ask } from '../testing/ask.ts';
import { holdClock } from '../testing/hold-clock.ts';
import { bodyOf, HttpScene } from '../testing/http-scene.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { ScriptedBackend } from '../testing/scripted-backend.ts';
import { TestClient } from '../testing/test-client.ts';
import { TEST_TOKEN } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';
import type { ExitLimits } from './exit-limits.ts';

/** Only Linux answers on all of 127.0.0.0/8 without being told to. */
const OTHER_VISITOR = '127.0.0.2';
/** One that shares its address with nobody, as the finder of another test's app, which may look at any port. */
const VISITOR = '127.0.0.4';
const onLinux = it.skipIf(process.platform !== 'linux');

let scene: HttpScene;
const others: RawVisitor[] = [];

afterEach(async () => {
  for (const visitor of others.splice(0)) visitor.destroy();
  await scene.end();
});

async function start(limits: Partial<ExitLimits>): Promise<void> {
  scene = await HttpScene.start({ limits });
}

/** Connects to any port of the exit server. */
function connectTo(port: number, from?: string): RawVisitor {
  const visitor = new RawVisitor(port, '127.0.0.1', from);
  others.push(visitor);
  return visitor;
}

async function metric(name: string): Promise<string | undefined> {
  const text = await (await scene.exit.ask('/metrics')).text();
  return text
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1);
}

/** A visitor that stays: it has been answered once. */
async function stay(from?: string): Promise<RawVisitor> {
  const visitor = scene.visit(from);
  visitor.get('one.localhost');
  await visitor.sees('rawHeaders');
  return visitor;
}

/** One that stays where places are for all: it comes until it has one, since the finder of another test's app may have taken the last for a moment. */
async function takePlace(port: number, request: string, answer: string): Promise<RawVisitor> {
  let visitor = connectTo(port);
  const isIn = async () => {
    visitor.write(request);
    await until(() => visitor.closed || visitor.text.includes(answer), answer);
    if (!visitor.closed) return true;
    visitor = connectTo(port);
    return false;
  };
  await until(isIn, 'a place');
  return visitor;
}

async function isReset(visitor: RawVisitor): Promise<void> {
  await visitor.isClosed();
  expect(visitor.errorCode).toBe('ECONNRESET');
  expect(visitor.text).toBe('');
}

/** The statuses of the answers to requests that are sent in one go. */
async function pipeline(requests: readonly string[], from?: string): Promise<string[]> {
  const visitor = scene.visit(from);
  visitor.write(requests.join(''));
  const statuses = () => [...visitor.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => match[1] ?? '');
  await until(() => statuses().length === requests.length, `${requests.length} answers`);
  return statuses();
}

describe('connections', () => {
  onLinux('of one visitor: as many as the limit, the next is reset, others are not concerned', async () => {
    await start({ maxConnectionsPerVisitor: 3 });
    const [first] = [await stay(VISITOR), await stay(VISITOR), await stay(VISITOR)];
    await isReset(scene.visit(VISITOR));
    await stay(OTHER_VISITOR);
    expect(await metric('dataplane_connections_refused_total{limit="visitor"}')).toBe('1');
    await until(async () => (await metric('dataplane_connections_gauge')) === '4', 'four connections');
    first.destroy();
    await until(async () => (await metric('dataplane_connections_gauge')) === '3', 'the end of the first');
    await stay(VISITOR);
    await isReset(scene.visit(VISITOR));
  });

  it('of all visitors: as many as the limit, on HTTP and TCP together', async () => {
    await start({ maxConnections: 3, maxConnectionsPerVisitor: 0 });
    const hello = new ScriptedBackend((stream) => stream.write(Buffer.from('hello')));
    const { publicUrl } = await scene.client.open({ kind: 'tcp', name: 'echo' }, hello.taker);
    const tcpPort = Number(publicUrl.split(':').at(-1));
    const get = 'GET / HTTP/1.1\r\nHost: one.localhost\r\n\r\n';
    const stayHere = () => takePlace(scene.exit.dataPort, get, 'rawHeaders');
    await stayHere();
    await stayHere();
    const tcp = await takePlace(tcpPort, 'hi', 'hello');
    const refused = async () => Number(await metric('dataplane_connections_refused_total{limit="total"}'));
    const before = await refused();
    await isReset(connectTo(tcpPort));
    await isReset(scene.visit());
    expect(await refused()).toBeGreaterThanOrEqual(before + 2);
    tcp.socket.resetAndDestroy();
    await until(async () => (await metric('dataplane_connections_gauge')) === '2', 'the end of the third');
    await stayHere();
  });

  it('of one visitor are the proxy’s behind a trusted proxy, and not limited', async () => {
    await start({ maxConnectionsPerVisitor: 1, trustedProxyDepth: 1 });
    await stay();
    await stay();
  });
});

describe('requests a second', () => {
  const get = (fields = '') => `GET / HTTP/1.1\r\nHost: one.localhost\r\n${fields}\r\n`;

  onLinux('as many as the limit, the next is answered 429, others are not concerned', async () => {
    holdClock();
    await start({ maxRequestRate: 5 });
    expect(await pipeline(Array(6).fill(get()), VISITOR)).toEqual(['200', '200', '200', '200', '200', '429']);
    await stay(OTHER_VISITOR);
  });

  it('of too many are answered with a page that says when to come back', async () => {
    holdClock();
    await start({ maxRequestRate: 1 });
    await pipeline([get()]);
    const visitor = scene.visit();
    visitor.write(get('Accept: application/json\r\n'));
    await visitor.sees('HTTP/1.1 429 Too Many Requests\r\n');
    await visitor.sees('{"error":"rate-limited","status":429');
    expect(visitor.text).toContain('\r\nPorthole-Error: rate-limited\r\n');
    expect(visitor.text).toContain('\r\nRetry-After: 1\r\n');
    expect(await metric('http_dataplane_requests_total{code="429",host="unknown",method="GET"}')).toBeDefined();
  });

  it('are not limited unless told', async () => {
    await start({});
    expect(await pipeline(Array(200).fill(get()))).toEqual(Array(200).fill('200'));
  });

  it('are counted by the visitor that a trusted proxy names', async () => {
    holdClock();
    await start({ maxRequestRate: 2, trustedProxyDepth: 1 });
    const from = (address: string) => get(`X-Forwarded-For: 6.6.6.6, ${address}\r\n`);
    const [a, b] = [from('203.0.113.1'), from('203.0.113.2')];
    expect(await pipeline([a, a, b, a, b, b])).toEqual(['200', '200', '200', '429', '200', '429']);
  });

  it('of one IPv6 network are those of one visitor', async () => {
    holdClock();
    await start({ maxRequestRate: 2, trustedProxyDepth: 1 });
    const from = (address: string) => get(`X-Forwarded-For: ${address}\r\n`);
    const statuses = await pipeline([
      from('2001:db8::1'),
      from('2001:db8::2'),
      from('2001:db8::3'),
      from('2001:db8:0:1::'),
    ]);
    expect(statuses).toEqual(['200', '200', '429', '200']);
  });
});

describe('trusted proxies', () => {
  const sent = {
    'X-Forwarded-For': '6.6.6.6',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'evil',
    Forwarded: 'for=x',
  };

  it('are none by default: what came is dropped', async () => {
    await start({});
    const { headers } = JSON.parse((await ask(scene.exit.dataPort, 'one.localhost', '/', { headers: sent })).text);
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' });
    expect(headers).toMatchObject({ 'x-forwarded-host': 'one.localhost' });
    expect(headers).not.toHaveProperty('forwarded');
  });

  it('are appended to, and their scheme is believed', async () => {
    await start({ trustedProxyDepth: 1 });
    const { headers } = JSON.parse((await ask(scene.exit.dataPort, 'one.localhost', '/', { headers: sent })).text);
    expect(headers).toMatchObject({ 'x-forwarded-for': '6.6.6.6, 127.0.0.1', 'x-forwarded-proto': 'https' });
    expect(headers).toMatchObject({ 'x-forwarded-host': 'one.localhost' });
    expect(headers).not.toHaveProperty('forwarded');
  });
});

it('a head may be as long as the limit, and no longer', async () => {
  await start({ maxHeaderBytes: 2_048 });
  const before = 'GET / HTTP/1.1\r\nHost: one.localhost\r\nX: ';
  const head = (bytes: number) => `${before}${'x'.repeat(bytes - before.length - 4)}\r\n\r\n`;
  const fits = scene.visit();
  fits.write(head(2_048));
  await fits.sees('rawHeaders');
  expect(JSON.parse(bodyOf(fits.text)).headers.x).toHaveLength(2_048 - before.length - 4);
  const tooLong = scene.visit();
  tooLong.write(head(2_049));
  await tooLong.sees('HTTP/1.1 431 ');
  await tooLong.isEnded();
});

describe('a session', () => {
  it('has as many tunnels as the limit', async () => {
    await start({ maxTunnels: 3 });
    expect(await scene.client.request({ name: 'three' })).toMatchObject({ type: 'tunnel-opened' });
    expect(await scene.client.request({ name: 'four' })).toMatchObject({ code: 'too-many-tunnels' });
  });

  it('has as many streams as the limit; the next request is answered 503', async () => {
    // The control stream is the client's own.
    await start({ maxStreams: 2 });
    let waiting = 0;
    await scene.client.open({ name: 'slow' }, () => waiting++);
    const visitors = [scene.visit(), scene.visit()];
    for (const visitor of visitors) visitor.get('slow.localhost');
    await until(() => waiting === 2, 'two requests');
    const answer = await ask(scene.exit.dataPort, 'one.localhost');
    expect(answer.status).toBe(503);
    expect(answer.headers['porthole-error']).toBe('busy');
    // One that only ended its side would still get its answer.
    for (const visitor of visitors) visitor.socket.resetAndDestroy();
    await until(async () => (await ask(scene.exit.dataPort, 'one.localhost')).status === 200, 'a free stream');
  });
});

describe('wrong tokens', () => {
  const askStatus = (token: string) =>
    fetch(`http://${scene.exit.controlAddr}/status`, {
      headers: { Authorization: `Bearer ${token}`, Connection: 'close' },
    });

  it('of one address: as many as the limit, then none is looked at', async () => {
    holdClock();
    await start({ maxAuthFailures: 3 });
    const dial = (token: string) => dialTunnel({ url: `ws://127.0.0.1:${scene.exit.controlPort}`, token });
    expect((await askStatus('wrong-token-number-1')).status).toBe(401);
    await expect(dial('wrong-token-number-2')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect((await askStatus(TEST_TOKEN)).status).toBe(200);
    expect((await askStatus('wrong-token-number-3')).status).toBe(401);
    const refused = await askStatus(TEST_TOKEN);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await expect(dial(TEST_TOKEN)).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: expect.any(Number) });
    // Whoever is in stays in.
    expect((await ask(scene.exit.dataPort, 'one.localhost')).status).toBe(200);
  });

  onLinux('of another address do not concern this one, and are counted', async () => {
    holdClock();
    await start({ maxAuthFailures: 3 });
    const guess = async (expected: string) => {
      const guesser = connectTo(scene.exit.controlPort, OTHER_VISITOR);
      guesser.write('GET /status HTTP/1.1\r\nHost: exit\r\nConnection: close\r\nAuthorization: Bearer guess\r\n\r\n');
      await guesser.sees(`HTTP/1.1 ${expected} `);
    };
    for (const status of ['401', '401', '401', '429', '429']) await guess(status);
    expect(await metric('controlplane_auth_failures_total')).toBe('3');
  });

  it('are not those requests that send none', async () => {
    await start({ maxAuthFailures: 1 });
    const without = () => fetch(`http://${scene.exit.controlAddr}/metrics`, { headers: { Connection: 'close' } });
    for (let count = 0; count < 3; count++) expect((await without()).status).toBe(401);
    expect((await askStatus(TEST_TOKEN)).status).toBe(200);
  });

  it('are counted by the address that a trusted proxy names', async () => {
    holdClock();
    await start({ maxAuthFailures: 1, trustedProxyDepth: 1 });
    const from = (address: string, token: string) =>
      fetch(`http://${scene.exit.controlAddr}/status`, {
        headers: { Authorization: `Bearer ${token}`, Connection: 'close', 'X-Forwarded-For': address },
      });
    expect((await from('203.0.113.1', 'wrong-token')).status).toBe(401);
    expect((await from('203.0.113.1', TEST_TOKEN)).status).toBe(429);
    expect((await from('203.0.113.2', TEST_TOKEN)).status).toBe(200);
  });
});

describe('connections to the control plane', () => {
  onLinux('without a session: as many of one address as the limit, sessions do not count', async () => {
    await start({ maxHandshakesPerAddress: 3 });
    // Three sessions: the scene's client and two more.
    const clients = [await TestClient.connect(scene.exit), await TestClient.connect(scene.exit)];
    const silent = [1, 2, 3].map(() => connectTo(scene.exit.controlPort, OTHER_VISITOR));
    await until(async () => (await metric('controlplane_handshakes_gauge')) === '4', 'three silent ones and this one');
    await isReset(connectTo(scene.exit.controlPort, OTHER_VISITOR));
    expect(await metric('controlplane_connections_refused_total{limit="address"}')).toBe('1');
    silent[0]?.destroy();
    await until(async () => (await metric('controlplane_handshakes_gauge')) === '3', 'the end of one');
    const again = connectTo(scene.exit.controlPort, OTHER_VISITOR);
    again.write('GET /livez HTTP/1.1\r\nHost: exit\r\n\r\n');
    await again.sees('HTTP/1.1 200 ');
    for (const client of clients) client.destroy();
  });

  it('without a session: as many as the limit in all', async () => {
    await start({ maxHandshakes: 2, maxHandshakesPerAddress: 0 });
    const get = 'GET /livez HTTP/1.1\r\nHost: exit\r\n\r\n';
    for (let place = 0; place < 2; place++) await takePlace(scene.exit.controlPort, get, 'HTTP/1.1 200 ');
    await isReset(connectTo(scene.exit.controlPort));
  });

  it('that do not say anything are closed in time', async () => {
    await start({ headTimeoutMs: 1_000 });
    const silent = connectTo(scene.exit.controlPort);
    const slow = connectTo(scene.exit.controlPort);
    slow.write('GET /livez HTTP/1.1\r\n');
    await slow.isEnded();
    expect(slow.text).toMatch(/^HTTP\/1\.1 408 /);
    await silent.isEnded();
  });
});
