import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ForwardReply, ForwardReplyReader } from '../../shared/wire/forward-reply.ts';
import { encodeStreamHeader } from '../../shared/wire/stream-header.ts';
import type { YamuxStream } from '../../shared/wire/yamux-stream.ts';
import { listen } from '../net/listen.ts';
import { type StreamTaker, TestClient, toPort } from '../testing/test-client.ts';
import { startTestExit, type TestExit } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';
import { ForwardPattern } from './forward-pattern.ts';

/** An address of "the server's network". */
const HOST = '127.0.0.53';
const BULK = randomBytes(8 * 1024 * 1024);

let exit: TestExit;
let target: Server;
let port: number;
let onConnection: (socket: Socket) => void;
let clients: TestClient[] = [];

beforeEach(async () => {
  onConnection = (socket) => socket.pipe(socket);
  target = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  port = (await listen(target, { host: HOST, port: 0 }, '')).port;
  exit = await startTestExit({ allowForward: patterns(`${HOST}:*`, 'localhost:*') });
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  await exit.server.close();
  await new Promise((resolve) => target.close(resolve));
});

function patterns(...texts: string[]): ForwardPattern[] {
  return texts.map((text) => ForwardPattern.parse(text)).filter((pattern) => pattern !== undefined);
}

async function connectClient(): Promise<TestClient> {
  const client = await TestClient.connect(exit);
  clients.push(client);
  return client;
}

/** A connection of local forwarding, as the test reads it. */
class Forward {
  readonly stream: YamuxStream;
  reply: ForwardReply | undefined;
  received: Buffer[] = [];
  ended = false;
  broken = false;
  /** Whether received bytes are credited. */
  reading = true;

  constructor(client: TestClient, tunnelId: number, first: Buffer = Buffer.alloc(0)) {
    const reader = new ForwardReplyReader();
    this.stream = client.session.openStream({
      onData: (chunk) => {
        if (this.reading) this.stream.consumed(chunk.length);
        if (this.reply !== undefined) return void this.received.push(chunk);
        const read = reader.push(chunk);
        if (read === undefined) return;
        this.reply = read.reply;
        this.received.push(read.rest);
      },
      onEnd: () => {
        this.ended = true;
      },
      onReset: () => {
        this.broken = true;
      },
      onDrain() {},
    });
    const header = encodeStreamHeader({ kind: 'forward', tunnelId, visitor: '127.0.0.1:5' });
    this.stream.write(Buffer.concat([header, first]));
  }

  get text(): string {
    return Buffer.concat(this.received).toString();
  }

  async answered(): Promise<ForwardReply> {
    await until(() => this.reply !== undefined || this.broken, 'the reply');
    return this.reply ?? { status: 'refused', message: 'the stream was reset' };
  }
}

async function openForward(client: TestClient, to = `${HOST}:${port}`): Promise<number> {
  const answer = await client.request({ kind: 'forward', name: 'fw', target: to, upstream: 'tcp://localhost:1' });
  if (answer.type === 'tunnel-refused') throw new Error(`${answer.code}: ${answer.message}`);
  return answer.tunnelId;
}

async function openPrivate(client: TestClient, taker: StreamTaker, name = 'db'): Promise<number> {
  const { tunnelId } = await client.open({ kind: 'private', name, upstream: 'tcp://127.0.0.1:5432' }, taker);
  return tunnelId;
}

describe('local forwarding', () => {
  it('carries bytes both ways, what came before the answer too, and keeps each direction’s end', async () => {
    onConnection = (socket) => {
      // Of this connection: the finder of another test's app may look at the port, too.
      const got: string[] = [];
      socket.on('data', (chunk) => got.push(String(chunk)));
      socket.on('end', () => socket.end(`all of ${got.join('')}`));
    };
    const client = await connectClient();
    const forward = new Forward(client, await openForward(client), Buffer.from('early '));
    expect(await forward.answered()).toEqual({ status: 'connected', message: '' });
    forward.stream.write(Buffer.from('late'));
    forward.stream.end();
    await until(() => forward.ended, 'the end of the answer');
    expect(forward.text).toBe('all of early late');
    expect(forward.broken).toBe(false);
  });

  it('looks a name up, and passes a break on as a break', async () => {
    const sockets: Socket[] = [];
    const loopback = createServer((socket) => sockets.push(socket.on('error', () => {}).resume()));
    const { port: here } = await listen(loopback, { host: '127.0.0.1', port: 0 }, '');
    const client = await connectClient();
    const forward = new Forward(client, await openForward(client, `localhost:${here}`));
    expect((await forward.answered()).status).toBe('connected');
    // One of them is of this client; the finder of another test's app may look at the port, too.
    await until(() => {
      for (const socket of sockets) socket.resetAndDestroy();
      return forward.broken;
    }, 'the reset');
    await new Promise((resolve) => loopback.close(resolve));
  });

  it('holds back a client whose target does not read, and reads no more than the client takes', async () => {
    const sums: string[] = [];
    onConnection = (socket) => {
      const hash = createHash('sha256');
      socket.pause();
      socket.on('data', (chunk) => hash.update(chunk));
      socket.on('end', () => {
        sums.push(hash.digest('hex'));
        socket.end();
      });
      go.promise.then(() => socket.resume());
    };
    const go = Promise.withResolvers<void>();
    const client = await connectClient();
    const forward = new Forward(client, await openForward(client));
    await forward.answered();
    forward.stream.write(BULK);
    forward.stream.end();
    // The kernel takes some of it, the windows the rest of what is under way.
    await until(() => forward.stream.queuedBytes > 0 && forward.stream.queuedBytes < BULK.length, 'backpressure');
    go.resolve();
    const whole = createHash('sha256').update(BULK).digest('hex');
    await until(() => sums.includes(whole), 'all of it');
  });

  it.each([
    [
      '10.1.2.3:5432',
      'not-allowed: The exit server does not allow forwarding to 10.1.2.3:5432: its operator must add --allow-forward 10.1.2.3:5432.',
    ],
    ['db', 'not-allowed: "db" is no target: give HOST:PORT, e.g. db.internal:5432.'],
  ])('refuses a tunnel to %s at once', async (to, text) => {
    const client = await connectClient();
    await expect(openForward(client, to)).rejects.toThrow(text);
  });

  it('says that nothing listens, and counts it', async () => {
    const client = await connectClient();
    const tunnelId = await openForward(client, `${HOST}:1`);
    const forward = new Forward(client, tunnelId);
    expect(await forward.answered()).toEqual({
      status: 'refused',
      message: `Nothing listens on ${HOST}:1, as the exit server sees it.`,
    });
    await until(() => forward.ended, 'the end');
    forward.stream.end();
    const metrics = await (await exit.ask('/metrics')).text();
    expect(metrics).toContain(`tcp_forward_connections_total{pattern="${HOST}:*",result="failed"} 1`);
  });

  it('counts connections and bytes by pattern, and lists the tunnel', async () => {
    const client = await connectClient();
    const forward = new Forward(client, await openForward(client), Buffer.from('12345'));
    await until(() => forward.text === '12345', 'the echo');
    const metrics = await (await exit.ask('/metrics')).text();
    expect(metrics).toContain(`tcp_forward_connections_gauge{pattern="${HOST}:*"} 1`);
    expect(metrics).toContain(`tcp_forward_bytes_total{pattern="${HOST}:*",direction="in"} 5`);
    expect(metrics).toContain(`tcp_forward_bytes_total{pattern="${HOST}:*",direction="out"} 5`);
    const [session] = exit.server.status().sessions;
    expect(session?.tunnels).toMatchObject([{ kind: 'forward', publicUrl: `tcp://${HOST}:${port}` }]);
  });

  it('resets streams that name no forward tunnel, and those of a tunnel that is closed', async () => {
    const client = await connectClient();
    const other = await openPrivate(client, () => {});
    const wrong = [new Forward(client, 4_000_000_000), new Forward(client, other)];
    await until(() => wrong.every(({ broken }) => broken), 'the resets');
    const tunnelId = await openForward(client);
    const forward = new Forward(client, tunnelId);
    await forward.answered();
    client.send({ type: 'close-tunnel', tunnelId });
    await until(() => forward.broken, 'the break');
  });

  it('waits in a drain for what runs, and takes nothing new', async () => {
    const client = await connectClient();
    const tunnelId = await openForward(client);
    const running = new Forward(client, tunnelId);
    await running.answered();
    let drained = false;
    const drain = exit.server.drain(60_000).then(() => {
      drained = true;
    });
    expect(await new Forward(client, tunnelId).answered()).toEqual({
      status: 'busy',
      message: 'The exit server is shutting down.',
    });
    expect(drained).toBe(false);
    running.stream.end();
    await drain;
  });
});

describe('private services', () => {
  it('lead from one client to another, who is told that client’s address', async () => {
    const owner = await connectClient();
    const visitors: string[] = [];
    await openPrivate(owner, (stream, rest, header) => {
      visitors.push(header.visitor);
      toPort(echo)(stream, rest, header);
    });
    const server = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => {}).pipe(socket));
    const { port: echo } = await listen(server, { host: '127.0.0.1', port: 0 }, '');
    const client = await connectClient();
    const forward = new Forward(client, await openForward(client, 'DB.internal:1'), BULK);
    expect((await forward.answered()).status).toBe('connected');
    forward.stream.end();
    await until(() => forward.ended, 'the end of the echo');
    expect(Buffer.concat(forward.received).equals(BULK)).toBe(true);
    const other = exit.server.status().sessions.find(({ clientId }) => client.clientId.startsWith(clientId));
    expect(visitors).toEqual([other?.remoteAddress]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('hold back a client whose service does not read', async () => {
    const owner = await connectClient();
    let service: YamuxStream | undefined;
    await openPrivate(owner, (stream) => {
      service = stream;
    });
    const client = await connectClient();
    const forward = new Forward(client, await openForward(client, 'db.internal:1'), BULK);
    await forward.answered();
    const unread = () => forward.stream.queuedBytes;
    await until(() => service !== undefined && unread() > 0 && unread() < BULK.length, 'backpressure');
    service?.reset();
    await until(() => forward.broken, 'the break');
  });

  it('have one owner a name, and are missed when it leaves', async () => {
    const owner = await connectClient();
    const tunnelId = await openPrivate(owner, () => {});
    const client = await connectClient();
    const second = await client.request({ kind: 'private', name: 'DB', upstream: 'tcp://127.0.0.1:1' });
    expect(second).toMatchObject({
      code: 'name-taken',
      message: 'db.internal is in use by another client: choose another name.',
    });
    const forwardId = await openForward(client, 'db.internal:1');
    const forward = new Forward(client, forwardId);
    expect((await forward.answered()).status).toBe('connected');
    owner.send({ type: 'close-tunnel', tunnelId });
    await until(() => forward.broken, 'the break');
    expect((await new Forward(client, forwardId).answered()).message).toBe(
      'No client of this exit server offers db.internal now: start its tunnel over there.',
    );
    await openPrivate(client, () => {});
  });

  it('say what their own client says of an upstream that does not answer', async () => {
    const owner = await connectClient();
    const tunnelId = await openPrivate(owner, () => {});
    owner.send({ type: 'health', tunnelId, healthy: false, message: 'Nothing answers on port 5432.' });
    await until(() => exit.server.status().sessions.some(({ tunnels }) => tunnels[0]?.health), 'the health');
    const client = await connectClient();
    const forward = new Forward(client, await openForward(client, 'db.internal:1'));
    expect(await forward.answered()).toEqual({
      status: 'refused',
      message: 'db.internal is there, but its service is not: Nothing answers on port 5432.',
    });
  });

  it('have no host that visitors could reach', async () => {
    const owner = await connectClient();
    await openPrivate(owner, () => {});
    const answer = await fetch(`http://127.0.0.1:${exit.dataPort}/`, { headers: { Connection: 'close' } });
    expect(answer.status).toBe(404);
  });
});
