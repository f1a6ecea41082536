import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { answering, TestClient, toPort } from '../testing/test-client.ts';
import { startTestExit, type TestExit } from '../testing/test-exit.ts';
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
    let asked = false;
    await stale.open({ name: 'blog' }, () => {
      asked = true;
    });
    const tcp = await stale.open({ kind: 'tcp', name: 'db' }, () => {});
    const waiting = ask(exit.dataPort, 'blog.localhost');
    await until(() => asked, 'the request');
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
