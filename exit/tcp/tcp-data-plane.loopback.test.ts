import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../testing/free-port.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { TestClient, toPort } from '../testing/test-client.ts';
import { startTestExit, type TestExit } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

let exit: TestExit;
let client: TestClient;
let echo: Server;
let echoPort: number;
let visitors: RawVisitor[] = [];

beforeAll(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('end', () => socket.end('the end'));
    socket.on('data', (chunk) => socket.write(chunk));
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  echoPort = (echo.address() as AddressInfo).port;
  exit = await startTestExit();
  client = await TestClient.connect(exit);
});

afterAll(async () => {
  client.destroy();
  await exit.server.close();
  await new Promise((resolve) => echo.close(resolve));
});

afterEach(() => {
  for (const visitor of visitors) visitor.destroy();
  visitors = [];
});

function portOf(publicUrl: string): number {
  return Number(new URL(publicUrl).port);
}

/** What the client is told of a visitor. */
function addressOf({ socket }: RawVisitor): string {
  return `127.0.0.1:${socket.localPort}`;
}

function visit(port: number): RawVisitor {
  const visitor = new RawVisitor(port);
  visitors.push(visitor);
  return visitor;
}

describe('a TCP tunnel', () => {
  it('carries bytes both ways and the end of each direction', async () => {
    const { publicUrl } = await client.open({ kind: 'tcp', name: 'echo' }, toPort(echoPort));
    const visitor = visit(portOf(publicUrl));
    const bulk = 'porthole'.repeat(300_000);
    visitor.write(bulk);
    await until(() => visitor.text.length === bulk.length, 'the echo');
    expect(visitor.text === bulk).toBe(true);
    visitor.socket.end('last');
    await visitor.isEnded();
    expect(visitor.text.slice(bulk.length)).toBe('lastthe end');
    await visitor.isClosed();
    expect(visitor.errorCode).toBeUndefined();
  });

  it('tells the client who visits', async () => {
    const visited: string[] = [];
    const { publicUrl } = await client.open({ kind: 'tcp', name: 'who' }, (_stream, _rest, header) => {
      visited.push(header.visitor);
    });
    const visitor = visit(portOf(publicUrl));
    // Not the only one, perhaps: the finder of another test's app may look at this port, too.
    await until(() => visited.includes(addressOf(visitor)), 'the stream');
  });

  it('makes a break on either side a break on the other', async () => {
    const [visited, reset] = [new Set<string>(), new Set<string>()];
    const { publicUrl } = await client.open({ kind: 'tcp', name: 'broken' }, (stream, rest, { visitor }) => {
      visited.add(visitor);
      if (rest.length > 0) stream.reset();
      const onReset = () => reset.add(visitor);
      stream.handler = { onData: () => stream.reset(), onEnd() {}, onDrain() {}, onReset };
    });
    const cut = visit(portOf(publicUrl));
    cut.write('x');
    await cut.isClosed();
    expect(cut.errorCode).toBe('ECONNRESET');
    const leaver = visit(portOf(publicUrl));
    await until(() => visited.has(addressOf(leaver)), 'the stream');
    const from = addressOf(leaver);
    leaver.socket.resetAndDestroy();
    await until(() => reset.has(from), 'the reset of the stream');
  });

  it('stops a peer that sends faster than the other reads, in both directions', async () => {
    let sent = 0;
    let stopped = false;
    const { publicUrl } = await client.open({ kind: 'tcp', name: 'bulk' }, (stream) => {
      const pump = () => {
        for (stopped = false; !stopped; sent += 65_536) stopped = !stream.write(Buffer.alloc(65_536));
      };
      stream.handler = { onData() {}, onEnd() {}, onReset() {}, onDrain: pump };
      pump();
    });
    const visitor = visit(portOf(publicUrl));
    visitor.socket.pause();
    for (let index = 0; index < 64; index++) visitor.socket.write(Buffer.alloc(1024 * 1024));
    const seen: string[] = [];
    await until(async () => {
      await exit.ask('/livez').then((answer) => answer.text());
      seen.push(`${sent}/${visitor.socket.writableLength}`);
      return stopped && seen.length > 2 && seen.at(-1) === seen.at(-2);
    }, 'both sides to be stopped');
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    expect(visitor.socket.writableLength).toBeGreaterThan(32 * 1024 * 1024);
  });

  it('ends with its connections when the client closes it, and the port is free', async () => {
    const { publicUrl, tunnelId } = await client.open({ kind: 'tcp', name: 'short' }, toPort(echoPort));
    const visitor = visit(portOf(publicUrl));
    visitor.write('x');
    await visitor.sees('x');
    client.send({ type: 'close-tunnel', tunnelId });
    await visitor.isClosed();
    const late = visit(portOf(publicUrl));
    await late.isClosed();
    expect(late.errorCode).toBe('ECONNREFUSED');
  });

  it('is counted by port', async () => {
    const lines = async () => (await exit.ask('/metrics').then((answer) => answer.text())).split('\n');
    let port = 0;
    let all: string[] = [];
    // Again on another port where the finder of another test's app was counted as well.
    await until(async () => {
      let streams = 0;
      const { publicUrl } = await client.open({ kind: 'tcp', name: 'counted' }, (...args) => {
        streams++;
        toPort(echoPort)(...args);
      });
      port = portOf(publicUrl);
      const first = visit(port);
      first.write('12345');
      await first.sees('12345');
      const second = visit(port);
      second.socket.end();
      await second.isClosed();
      const gauge = `tcp_dataplane_connections_gauge{port="${port}"}`;
      await until(async () => (await lines()).includes(`${gauge} 1`), 'one open connection');
      all = await lines();
      return streams === 2;
    }, 'two visitors alone');
    expect(all).toContain(`tcp_dataplane_connections_total{port="${port}"} 2`);
    expect(all).toContain(`tcp_dataplane_bytes_total{port="${port}",direction="in"} 5`);
    expect(all).toContain(`tcp_dataplane_bytes_total{port="${port}",direction="out"} 12`);
  });
});

describe('the ports', () => {
  it('are those of the range: asked for, given again to the same client, and refused', async () => {
    const from = await freePort();
    const range = await startTestExit({ tcpPorts: { from, to: from } });
    const owner = await TestClient.connect(range, 'owner');
    expect(await owner.request({ kind: 'tcp', name: 'a', remotePort: from - 1 })).toMatchObject({
      code: 'port-not-allowed',
    });
    expect(await owner.request({ kind: 'tcp', name: 'a', remotePort: from })).toMatchObject({
      publicUrl: `tcp://localhost:${from}`,
    });
    expect(await owner.request({ kind: 'tcp', name: 'b', remotePort: from })).toMatchObject({ code: 'port-taken' });
    expect(await owner.request({ kind: 'tcp', name: 'b' })).toMatchObject({ code: 'port-taken' });
    const again = await TestClient.connect(range, 'owner');
    expect(await again.request({ kind: 'tcp', name: 'a', remotePort: from })).toMatchObject({
      publicUrl: `tcp://localhost:${from}`,
    });
    again.destroy();
    owner.destroy();
    await range.server.close();
  });

  it('stay with the same tunnel of the same client where they are free', async () => {
    const range = await startTestExit({ tcpPorts: { from: 20_000, to: 29_999 } });
    const first = await TestClient.connect(range, 'computer');
    const before = await first.open({ kind: 'tcp', name: 'db' }, () => {});
    const second = await TestClient.connect(range, 'computer');
    const after = await second.open({ kind: 'tcp', name: 'db' }, () => {});
    expect(after.publicUrl).toBe(before.publicUrl);
    first.destroy();
    second.destroy();
    await range.server.close();
  });
});
