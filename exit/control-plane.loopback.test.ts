import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dialTunnel } from '../shared/wire/dial-tunnel.ts';
import { ExitServer } from './exit-server.ts';
import { ListenError } from './listen.ts';
import { ask } from './testing/ask.ts';
import { RawVisitor } from './testing/raw-visitor.ts';
import { answering, TestClient, toPort } from './testing/test-client.ts';
import { startTestExit, TEST_TOKEN, type TestExit, TestLog } from './testing/test-exit.ts';
import { until } from './testing/until.ts';

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

describe('a session', () => {
  it('is welcomed and can open and close tunnels while it lives', async () => {
    const client = new TestClient();
    clients.push(client);
    await client.dial(exit);
    client.hello();
    expect(await client.next('welcome')).toMatchObject({
      version: 1,
      domain: 'localhost',
      dataPlaneUrl: `http://localhost:${exit.dataPort}`,
    });
    const hello = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
    const first = await client.open({ name: 'First' }, hello);
    expect(first.publicUrl).toBe(`http://first.localhost:${exit.dataPort}`);
    expect((await ask(exit.dataPort, 'first.localhost')).text).toBe('hi');
    await client.open({ name: 'second' }, hello);
    client.send({ type: 'close-tunnel', tunnelId: first.tunnelId });
    await until(
      async () => (await ask(exit.dataPort, 'first.localhost')).status === 503,
      'the end of the first tunnel',
    );
    expect((await ask(exit.dataPort, 'second.localhost')).text).toBe('hi');
    const again = await client.open({ name: 'first' }, hello);
    expect(again.tunnelId).not.toBe(first.tunnelId);
    expect((await ask(exit.dataPort, 'first.localhost')).text).toBe('hi');
  });

  it.each(['-bad', 'two.labels', 'ümlaut', 'under_score', 'x'.repeat(64), 'sp ace'])(
    'is refused the name %j',
    async (name) => {
      const client = await connectClient();
      expect(await client.request({ name })).toMatchObject({ type: 'tunnel-refused', code: 'bad-name' });
    },
  );

  it('is refused a name that another client has, which goes on with it', async () => {
    const owner = await connectClient();
    await owner.open({ name: 'blog' }, answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nowner'));
    const other = await connectClient();
    const answer = await other.request({ name: 'BLOG' });
    expect(answer).toMatchObject({
      type: 'tunnel-refused',
      code: 'name-taken',
      message: expect.stringContaining('"blog"'),
    });
    expect((await ask(exit.dataPort, 'blog.localhost')).text).toBe('owner');
    owner.destroy();
    await until(
      async () => (await other.request({ name: 'blog' })).type === 'tunnel-opened',
      'the name to become free',
    );
  });

  it('takes names and ports over at once from the stale session of the same client', async () => {
    const stale = await connectClient('the-same-computer');
    await stale.open({ name: 'blog' }, () => {});
    const tcp = await stale.open({ kind: 'tcp', name: 'db' }, () => {});
    const waiting = ask(exit.dataPort, 'blog.localhost');
    await until(
      async () => (await exit.ask('/status').then((answer) => answer.text())).includes('"visitorConnections":1'),
      'the visitor',
    );
    const fresh = await connectClient('the-same-computer');
    await fresh.open({ name: 'blog' }, answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfresh'));
    expect((await ask(exit.dataPort, 'blog.localhost')).text).toBe('fresh');
    expect((await fresh.open({ kind: 'tcp', name: 'db' }, () => {})).publicUrl).toMatch(/^tcp:\/\/localhost:\d+$/);
    expect(tcp.publicUrl).toMatch(/^tcp:\/\/localhost:\d+$/);
    expect((await waiting).headers['porthole-error']).toBe('client-away');
    await until(() => stale.closed !== undefined, 'the end of the stale session');
    expect(stale.closed?.message).toContain('connected again');
    expect((await exit.ask('/status').then((answer) => answer.json())).sessions).toHaveLength(1);
  });

  it('can have 100 tunnels', async () => {
    const client = await connectClient();
    const answers = await Promise.all(Array.from({ length: 101 }, (_, index) => client.request({ name: `n${index}` })));
    expect(answers.filter((answer) => answer.type === 'tunnel-opened')).toHaveLength(100);
    expect(answers.find((answer) => answer.type === 'tunnel-refused')).toMatchObject({ code: 'too-many-tunnels' });
  });

  it('of another version is told so and ended', async () => {
    const client = new TestClient();
    clients.push(client);
    await client.dial(exit);
    client.hello(7);
    await until(() => client.closed !== undefined, 'the end of the session');
    expect(client.closed?.message).toContain('speaks protocol version 1, the client version 7');
  });

  it('that does not begin with hello is ended, and no other is disturbed', async () => {
    const good = await connectClient();
    await good.open({ name: 'good' }, answering('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood'));
    const client = new TestClient();
    clients.push(client);
    await client.dial(exit);
    client.send({ type: 'close-tunnel', tunnelId: 1 });
    await until(() => client.closed !== undefined, 'the end of the session');
    expect(client.closed?.message).toContain('before "hello"');
    expect((await ask(exit.dataPort, 'good.localhost')).text).toBe('good');
  });

  it('cannot open further streams itself', async () => {
    const client = await connectClient();
    let reset = false;
    const onReset = () => {
      reset = true;
    };
    client.session.openStream({ onData() {}, onEnd() {}, onDrain() {}, onReset });
    await until(() => reset, 'the reset of the stream');
    expect(client.closed).toBeUndefined();
  });

  it('shows in /status with what it says about itself, but not its whole id', async () => {
    const client = await connectClient('0123456789abcdef');
    const { tunnelId } = await client.open({ name: 'blog', upstream: 'http://127.0.0.1:3000' }, toPort(1));
    client.send({ type: 'health', tunnelId, healthy: false, message: 'Nothing answers on port 3000.' });
    await until(
      async () => (await exit.ask('/status').then((answer) => answer.text())).includes('"health"'),
      'the health',
    );
    const status = await exit.ask('/status').then((answer) => answer.json());
    expect(status).toMatchObject({
      version: expect.any(String),
      draining: false,
      domain: 'localhost',
      controlAddr: exit.controlAddr,
      dataAddr: exit.dataAddr,
      sessions: [
        {
          clientId: '01234567',
          clientName: 'test computer',
          clientVersion: '1.2.3',
          platform: 'test-x64',
          remoteAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          tunnels: [
            {
              kind: 'http',
              name: 'blog',
              publicUrl: `http://blog.localhost:${exit.dataPort}`,
              upstream: 'http://127.0.0.1:3000',
              health: { healthy: false, message: 'Nothing answers on port 3000.' },
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(status)).not.toContain('0123456789abcdef');
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
      'http_controlplane_requests_total{code="404",path="other"} 2',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });
});

describe('an exit server', () => {
  it.each(['controlAddr', 'dataAddr'] as const)(
    'says which flag to change when its %s is in use, and leaves nothing open',
    async (name) => {
      const taken = { host: '127.0.0.1', port: exit[name === 'controlAddr' ? 'controlPort' : 'dataPort'] };
      const free = { host: '127.0.0.1', port: 0 };
      const options = { controlAddr: free, dataAddr: free, tcpAddr: '127.0.0.1', tcpPorts: { from: 0, to: 0 } };
      const server = new ExitServer(
        { ...options, [name]: taken, domain: 'localhost', publicUrl: undefined, token: TEST_TOKEN },
        { log: new TestLog() },
      );
      const flag = name === 'controlAddr' ? '--control-addr' : '--data-addr';
      const failing = server.start();
      await expect(failing).rejects.toThrow(ListenError);
      await expect(failing).rejects.toThrow(
        `127.0.0.1:${taken.port} is in use by another program: choose another address with ${flag}`,
      );
    },
  );

  it('listens on IPv6', async () => {
    const any = { host: '::', port: 0 };
    const other = await startTestExit({ controlAddr: any, dataAddr: any });
    expect(other.dataAddr).toBe(`[::]:${other.dataPort}`);
    const visitor = new RawVisitor(other.dataPort, '::1');
    visitor.get('nobody.localhost');
    await visitor.sees('Porthole-Error: no-tunnel');
    visitor.destroy();
    await other.server.close();
  });

  it('closes its listeners and connections, at any time and more than once', async () => {
    const client = await connectClient();
    await client.open({ name: 'blog' }, () => {});
    const visitor = new RawVisitor(exit.dataPort);
    visitor.get('blog.localhost');
    const idle = new RawVisitor(exit.dataPort);
    idle.get('nobody.localhost');
    await idle.sees('no-tunnel');
    await Promise.all([exit.server.close(), exit.server.close()]);
    await Promise.all([
      visitor.isClosed(),
      idle.isClosed(),
      until(() => client.closed !== undefined, 'the end of the session'),
    ]);
    for (const port of [exit.controlPort, exit.dataPort]) {
      const error = await new Promise<NodeJS.ErrnoException>((resolve) =>
        connect(port, '127.0.0.1').on('error', resolve),
      );
      expect(error.code).toBe('ECONNREFUSED');
    }
  });
});
