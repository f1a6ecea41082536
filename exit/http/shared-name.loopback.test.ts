import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { Http2Visitor } from '../testing/http2-visitor.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { type Behaviour, behaviours, ScriptedBackend } from '../testing/scripted-backend.ts';
import { TestCertificates } from '../testing/test-certificates.ts';
import { TestClient } from '../testing/test-client.ts';
import { startTestExit, type TestExit } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

const HOST = 'blog.localhost';

let exit: TestExit;
const clients: TestClient[] = [];
const visitors: (RawVisitor | Http2Visitor)[] = [];

/** A client that serves the name. */
interface Server {
  client: TestClient;
  backend: ScriptedBackend;
  tunnelId: number;
}

async function serve(behaviour: Behaviour, to: TestExit = exit): Promise<Server> {
  const client = await TestClient.connect(to);
  clients.push(client);
  const backend = new ScriptedBackend(behaviour);
  const { tunnelId } = await client.open({ name: 'blog', shared: true }, backend.taker);
  return { client, backend, tunnelId };
}

function visit(): RawVisitor {
  const visitor = new RawVisitor(exit.dataPort);
  visitors.push(visitor);
  return visitor;
}

/** The first whose turn it is dies with the request, the second answers. */
async function dyingAndWell(): Promise<{ dying: Server; well: Server }> {
  const dying = await serve(behaviours.wait);
  const well = await serve(behaviours.answer('well'));
  dying.backend.behaviour = () => dying.client.destroy();
  return { dying, well };
}

beforeAll(async () => {
  exit = await startTestExit();
});
afterAll(() => exit.server.close());
afterEach(async () => {
  for (const visitor of visitors.splice(0)) visitor.destroy();
  for (const client of clients.splice(0)) client.destroy();
  await until(() => exit.server.status().sessions.length === 0, 'the end of the sessions');
});

describe('several clients of one name', () => {
  it('have their turns', async () => {
    await serve(behaviours.answer('a'));
    await serve(behaviours.answer('b'));
    const texts: string[] = [];
    for (let index = 0; index < 6; index++) texts.push((await ask(exit.dataPort, HOST)).text);
    expect(texts.join('')).toBe('ababab');
  });

  it('must all have said that they share it', async () => {
    await serve(behaviours.answer('a'));
    const other = await TestClient.connect(exit);
    clients.push(other);
    expect(await other.request({ name: 'blog' })).toMatchObject({ code: 'name-taken' });
    expect(await other.request({ name: 'blog', kind: 'tls' })).toMatchObject({ code: 'name-taken' });
    for (const kind of ['tls', 'tcp', 'forward'] as const) {
      expect(await other.request({ name: 'x', kind, shared: true })).toMatchObject({ code: 'not-allowed' });
    }
    await other.open({ name: 'alone' }, () => {});
    const third = await TestClient.connect(exit);
    clients.push(third);
    expect(await third.request({ name: 'alone', shared: true })).toMatchObject({ code: 'name-taken' });
  });

  it('lose the visitors to each other while their upstreams are down', async () => {
    const a = await serve(behaviours.answer('a'));
    const b = await serve(behaviours.answer('b'));
    const texts = async () => {
      const answers: string[] = [];
      for (let index = 0; index < 4; index++) answers.push((await ask(exit.dataPort, HOST)).text);
      return answers.join('');
    };
    const tell = async ({ client, tunnelId }: Server, healthy: boolean) => {
      client.send({ type: 'health', tunnelId, healthy });
      const told = () => exit.server.status().sessions.flatMap(({ tunnels }) => tunnels);
      await until(() => told().some(({ id, health }) => id === tunnelId && health?.healthy === healthy), 'the report');
    };
    await tell(a, false);
    expect(await texts()).toBe('bbbb');
    // Nobody is well: then each has a turn again, and says itself what is wrong.
    await tell(b, false);
    expect([...(await texts())].sort().join('')).toBe('aabb');
    await tell(a, true);
    expect(await texts()).toBe('aaaa');
  });

  it('are probed one by one', async () => {
    const a = await serve(behaviours.answer('a'));
    const b = await serve(behaviours.answer('b'));
    for (const [{ tunnelId }, name] of [
      [a, 'a'],
      [a, 'a'],
      [b, 'b'],
      [b, 'b'],
    ] as const) {
      const headers = { 'Porthole-Tunnel': `${tunnelId}` };
      expect((await ask(exit.dataPort, HOST, '/.well-known/porthole/0', { headers })).text).toBe(name);
    }
  });

  it('are all shown by status, with how many they are', async () => {
    await serve(behaviours.answer('a'));
    await serve(behaviours.answer('b'));
    const tunnels = exit.server.status().sessions.flatMap((session) => session.tunnels);
    expect(tunnels).toMatchObject([
      { name: 'blog', sharedBy: 2 },
      { name: 'blog', sharedBy: 2 },
    ]);
  });
});

describe('a request whose client dies', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])('goes on to the next: %s', async (method) => {
    const { dying, well } = await dyingAndWell();
    const { status, text } = await ask(exit.dataPort, HOST, '/', { method });
    expect([status, text]).toEqual([200, method === 'HEAD' ? '' : 'well']);
    expect([dying.backend.requests.length, well.backend.requests.length]).toEqual([1, 1]);
  });

  it.each([
    ['POST', ''],
    ['POST', 'body'],
    ['PATCH', ''],
    ['PUT', 'body'],
  ])('is sent nowhere else when it may have done its work: %s %j', async (method, body) => {
    const { dying, well } = await dyingAndWell();
    const visitor = visit();
    visitor.write(`${method} / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await visitor.sees('HTTP/1.1 503 ');
    await visitor.sees('Porthole-Error: client-away');
    expect([dying.backend.requests.length, well.backend.requests.length]).toEqual([1, 0]);
  });

  it('goes on to the next with a body that has not begun', async () => {
    const { dying, well } = await dyingAndWell();
    well.backend.behaviour = (stream, text) => {
      if (text.endsWith('body')) return behaviours.answer('well')(stream, text);
      stream.write(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'));
      return 'more';
    };
    const visitor = visit();
    visitor.write(`PUT / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n`);
    await visitor.sees('100 Continue');
    visitor.write('body');
    await visitor.sees('\r\n\r\nwell');
    expect([dying.backend.requests.length, well.backend.requests.length]).toEqual([1, 1]);
  });

  it('goes on to the next before an upgrade is accepted', async () => {
    const { dying, well } = await dyingAndWell();
    well.backend.behaviour = (stream, text) => {
      if (text.includes('Upgrade'))
        stream.write(Buffer.from('HTTP/1.1 101 Switching\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n'));
      else stream.write(Buffer.from(`heard ${text}`));
    };
    const visitor = visit();
    visitor.get(HOST, '/', 'Connection: Upgrade\r\nUpgrade: echo\r\n');
    await visitor.sees('101 Switching');
    visitor.write('ping');
    await visitor.sees('heard ping');
    expect(dying.backend.requests).toHaveLength(1);
  });

  it('breaks visibly when its answer has begun', async () => {
    const dying = await serve(behaviours.half);
    const well = await serve(behaviours.answer('well'));
    const visitor = visit();
    visitor.get(HOST);
    await visitor.isClosed();
    expect(visitor.errorCode).toBe('ECONNRESET');
    expect([dying.backend.requests.length, well.backend.requests.length]).toEqual([1, 0]);
  });

  it('goes on whatever it is, where it could not be sent', async () => {
    const leaving = await serve(behaviours.answer('leaving'));
    await serve(behaviours.answer('well'));
    leaving.client.session.goAway();
    await leaving.client.session.ping();
    const { status, text } = await ask(exit.dataPort, HOST, '/', { method: 'POST', body: 'body' });
    expect([status, text]).toEqual([200, 'well']);
    expect(leaving.backend.requests).toEqual([]);
  });

  it('is not begun without end', async () => {
    const servers = [];
    for (let index = 0; index < 6; index++) servers.push(await serve(behaviours.reset));
    const { status, headers } = await ask(exit.dataPort, HOST);
    expect([status, headers['porthole-error']]).toEqual([502, 'upstream-invalid']);
    expect(servers.flatMap(({ backend }) => backend.requests)).toHaveLength(4);
  });
});

describe('a request whose client has no upstream', () => {
  it.each(['upstream-refused', 'upstream-invalid'])('goes on to the next: %s', async (code) => {
    const down = await serve(behaviours.error(502, code));
    await serve(behaviours.answer('well'));
    expect(await ask(exit.dataPort, HOST)).toMatchObject({ status: 200, text: 'well' });
    expect(await ask(exit.dataPort, HOST)).toMatchObject({ status: 200, text: 'well' });
    const posted = await ask(exit.dataPort, HOST, '/', { method: 'POST' });
    expect([posted.status, posted.headers['porthole-error']]).toEqual([502, code]);
    expect(down.backend.requests.map((line) => line.split(' ')[0])).toEqual(['GET', 'GET', 'POST']);
  });

  it('waits for a slow one only', async () => {
    await serve(behaviours.error(504, 'upstream-timeout'));
    const well = await serve(behaviours.answer('well'));
    expect((await ask(exit.dataPort, HOST)).status).toBe(504);
    expect(well.backend.requests).toEqual([]);
  });

  it('is answered for by the last one, where nobody has', async () => {
    for (let index = 0; index < 2; index++) await serve(behaviours.error(502, 'upstream-refused'));
    const { status, headers } = await ask(exit.dataPort, HOST);
    expect([status, headers['porthole-error']]).toEqual([502, 'upstream-refused']);
  });
});

describe('a stream that was kept, and breaks before an answer', () => {
  it.each([
    ['is reset', behaviours.reset],
    ['ends', behaviours.end],
  ])('is replaced by a new one of the same client: it %s', async (_, breaking) => {
    const { backend } = await serve(behaviours.answer('first'));
    expect(await ask(exit.dataPort, HOST)).toMatchObject({ status: 200, text: 'first' });
    backend.behaviour = (stream) => {
      backend.behaviour = behaviours.answer('second');
      breaking(stream);
    };
    expect(await ask(exit.dataPort, HOST)).toMatchObject({ status: 200, text: 'second' });
    backend.behaviour = breaking;
    expect((await ask(exit.dataPort, HOST, '/', { method: 'POST' })).status).toBe(502);
    expect(backend.requests.map((line) => line.split(' ')[0])).toEqual(['GET', 'GET', 'GET', 'POST']);
    // A new stream that breaks says enough.
    expect((await ask(exit.dataPort, HOST)).status).toBe(502);
    expect(backend.requests).toHaveLength(5);
  });
});

describe('a request over HTTP/2 whose client dies', () => {
  let secure: TestExit;
  beforeEach(async () => {
    secure = await startTestExit({ domain: 'exit.test', tls: { data: new TestCertificates() } });
  });
  afterEach(() => secure.server.close());

  it('goes on to the next where it may', async () => {
    const dying = await serve(behaviours.wait, secure);
    const well = await serve(behaviours.answer('well'), secure);
    dying.backend.behaviour = () => dying.client.destroy();
    const visitor = new Http2Visitor(secure.dataPort, 'blog.exit.test');
    visitors.push(visitor);
    expect(await visitor.ask('/')).toMatchObject({ status: 200, text: 'well' });
    expect([dying.backend.requests.length, well.backend.requests.length]).toEqual([1, 1]);

    const other = await serve(behaviours.wait, secure);
    other.backend.behaviour = () => other.client.destroy();
    well.backend.behaviour = () => well.client.destroy();
    const posted = await visitor.ask('/', { ':method': 'POST' });
    expect(posted).toMatchObject({ status: 503, headers: { 'porthole-error': 'client-away' } });
    expect(dying.backend.requests.length + well.backend.requests.length + other.backend.requests.length).toBe(3);
  });
});
