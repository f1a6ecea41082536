import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { proxyAgent } from '../../electron/engine/network/proxy-agent.ts';
import { AdminTokens } from '../../exit/control/admin-tokens.ts';
import { Admissions } from '../../exit/control/admission.ts';
import { ControlPlane } from '../../exit/control/control-plane.ts';
import { ControlGuard } from '../../exit/limits/control-guard.ts';
import { DEFAULT_EXIT_LIMITS } from '../../exit/limits/exit-limits.ts';
import { TestLog } from '../../exit/testing/test-exit.ts';
import { SharedToken } from '../../exit/tokens/shared-token.ts';
import { TokenAuth } from '../../exit/tokens/token-auth.ts';
import { dialPoll } from '../../shared/wire/dial-poll.ts';
import { dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import { PIECE_BYTES } from '../../shared/wire/poll-protocol.ts';
import type { CloseReason, Transport } from '../../shared/wire/transport.ts';
import { YamuxSession } from '../../shared/wire/yamux-session.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import { eventually } from '../fixtures/eventually.ts';
import { FaultProxy } from '../fixtures/fault-proxy.ts';
import { TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { DIRECT, OTHER_WAYS, type Way } from '../fixtures/ways.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  // Every test closes all that it opened; a handle left over would show here.
  await eventually(
    'no socket is left',
    () => !process.getActiveResourcesInfo().some((name) => /^(TCPServerWrap|TCPSocketWrap)$/.test(name)),
  );
});

const LONG_POLLING: Way = { ...DIRECT, name: 'long-polling', transport: 'long-polling' };

/** A control plane of a real exit server, whose sessions the test takes. */
async function controlPlane(): Promise<{ port: number; next: Promise<Transport> }> {
  const next = Promise.withResolvers<Transport>();
  const guard = new ControlGuard(DEFAULT_EXIT_LIMITS);
  const plane = new ControlPlane({
    admissions: new Admissions({
      auth: new TokenAuth({ shared: new SharedToken(TOKEN) }),
      guard,
      log: new TestLog(),
      draining: () => false,
      used: () => {},
    }),
    adminTokens: new AdminTokens({ database: undefined, joinAddress: () => undefined, log: new TestLog() }),
    guard,
    headTimeoutMs: DEFAULT_EXIT_LIMITS.headTimeoutMs,
    metrics: { controlRequest() {} } as never,
    health: {},
    status: () => expect.unreachable(),
    accept: (transport) => next.resolve(transport),
  });
  const { port } = await plane.start({ host: '0.0.0.0', port: 0 });
  cleanups.push(() => plane.close());
  return { port, next: next.promise };
}

/** Dials as a client does, over this way. */
async function connect(way: Way): Promise<{ client: Transport; server: Transport }> {
  const plane = await controlPlane();
  const processes = new Processes();
  cleanups.push(() => processes.end());
  const { controlUrl, proxy } = await way.build(processes, plane.port);
  const dial = way.transport === 'websocket' ? dialTunnel : dialPoll;
  const client = await dial({ url: controlUrl, token: TOKEN, agent: proxy && (await proxyAgent(proxy)) });
  return { client, server: await plane.next };
}

/** A session on each side, and promises for their ends. */
async function sessions(way: Way, onStream: (stream: YamuxStream) => StreamHandler) {
  const transports = await connect(way);
  const make = (transport: Transport, role: 'client' | 'server') => {
    const closed = Promise.withResolvers<CloseReason>();
    const session = new YamuxSession(transport, { role, onStream, onClose: closed.resolve });
    cleanups.push(() => session.destroy({ code: 'closed', message: 'The test is over.' }));
    return { session, closed: closed.promise };
  };
  return { client: make(transports.client, 'client'), server: make(transports.server, 'server'), transports };
}

/** Sends `total` bytes with backpressure and hashes what comes; resolves with both hashes. */
class Exchange implements StreamHandler {
  readonly done: Promise<{ sent: string; received: string }>;
  readonly #finish = Promise.withResolvers<{ sent: string; received: string }>();
  readonly #sentHash = createHash('sha256');
  readonly #receivedHash = createHash('sha256');
  readonly #stream: () => YamuxStream;
  #left: number;
  #sent = false;
  #ended = false;

  constructor(total: number, stream: () => YamuxStream) {
    this.#left = total;
    this.#stream = stream;
    this.done = this.#finish.promise;
  }

  onDrain(): void {
    while (this.#left > 0) {
      const chunk = Buffer.alloc(Math.min(this.#left, 1 + (this.#left % 70_000)), this.#left % 251);
      this.#left -= chunk.length;
      this.#sentHash.update(chunk);
      if (!this.#stream().write(chunk)) return;
    }
    this.#stream().end();
    this.#sent = true;
    this.#settle();
  }

  onData(chunk: Buffer): void {
    this.#receivedHash.update(chunk);
    this.#stream().consumed(chunk.length);
  }

  onEnd(): void {
    if (this.#ended) throw new Error('The end came twice');
    this.#ended = true;
    this.#settle();
  }

  onReset(reason: CloseReason): void {
    this.#finish.reject(new Error(reason.message));
  }

  /** Either direction may be done first. */
  #settle(): void {
    if (!this.#sent || !this.#ended) return;
    this.#finish.resolve({ sent: this.#sentHash.digest('hex'), received: this.#receivedHash.digest('hex') });
  }
}

/** Sends so many bytes both ways at once over one stream and compares what was sent with what came. */
async function exchange(total: number, way: Way) {
  let far: Exchange | undefined;
  const { client, transports } = await sessions(way, (stream) => {
    far = new Exchange(total, () => stream);
    setImmediate(() => far?.onDrain());
    return far;
  });
  const near: Exchange = new Exchange(total, () => stream);
  const stream = client.session.openStream(near);
  near.onDrain();
  const here = await near.done;
  const there = await far?.done;
  expect(here.received).toBe(there?.sent);
  expect(there?.received).toBe(here.sent);
  return transports;
}

/** Sends so many small messages, each once the one before is back, and checks what came back. */
async function echo(messages: number, way: Way): Promise<void> {
  const { client } = await sessions(way, (stream) => ({
    onData: (chunk) => {
      stream.consumed(chunk.length);
      stream.write(Buffer.from(chunk));
    },
    onEnd: () => stream.end(),
    onReset() {},
    onDrain() {},
  }));
  let answers = '';
  let asked = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const ask = () => stream.write(Buffer.from(`message ${asked++};`));
  const stream = client.session.openStream({
    onData: (chunk) => {
      stream.consumed(chunk.length);
      answers += chunk.toString();
      if (!answers.endsWith(';')) return;
      // The next is sent only once this one is back: anything that waits for more would stop the row for ever.
      if (asked < messages) ask();
      else resolve();
    },
    onEnd() {},
    onReset() {},
    onDrain() {},
  });
  ask();
  await promise;
  expect(answers).toBe(Array.from({ length: messages }, (_, i) => `message ${i};`).join(''));
}

const noStreams = () => new Exchange(0, () => expect.unreachable());

for (const way of [DIRECT, LONG_POLLING, ...OTHER_WAYS]) {
  describe.skipIf(!way.available)(way.name, () => {
    it('carries 64 MiB both ways at once, byte for byte', async () => {
      const transports = await exchange(64 * 1024 * 1024, way);
      expect(transports.client.remoteAddress).toMatch(/^\d+\.\d+\.\d+\.\d+:\d+$/);
      expect(transports.server.remoteAddress).toMatch(/^\d+\.\d+\.\d+\.\d+:\d+$/);
      expect([transports.client.kind, transports.server.kind]).toEqual([way.transport, way.transport]);
    });

    it('gives 200 small messages back one after the other', () => echo(200, way));

    it('closes in an orderly way with the reason, from either end', async () => {
      for (const end of ['client', 'server'] as const) {
        const ends = await sessions(way, noStreams);
        const other = end === 'client' ? 'server' : 'client';
        ends[end].session.close({ code: 'closed', message: 'The user has quit.' });
        expect(await ends[end].closed).toEqual({ code: 'closed', message: 'The user has quit.' });
        expect(await ends[other].closed).toEqual({ code: 'peer-closed', message: 'The user has quit.' });
      }
    });

    it('cuts a reason that is too long for a close frame between characters', async () => {
      const { client, server } = await sessions(way, noStreams);
      client.session.close({ code: 'closed', message: `x${'é'.repeat(100)}` });
      expect((await server.closed).message).toMatch(/^xé{59}$/);
    });

    it('tells when the other side is gone', async () => {
      const { client, server, transports } = await sessions(way, noStreams);
      transports.server.destroy({ code: 'closed', message: 'Killed.' });
      expect(await client.closed).toEqual({ code: 'lost', message: 'The connection broke.' });
      expect((await server.closed).code).toBe('closed');
    });

    it('tells a handler that comes late that the connection is gone', async () => {
      const { client, server } = await connect(way);
      server.destroy({ code: 'closed', message: 'Killed.' });
      client.destroy({ code: 'closed', message: 'Gone.' });
      const closed = Promise.withResolvers<CloseReason>();
      new YamuxSession(client, { role: 'client', onStream: () => undefined, onClose: closed.resolve });
      expect((await closed.promise).code).toBe('closed');
    });
  });
}

describe('long-polling over connections that are cut again and again loses and doubles nothing', () => {
  let relay: FaultProxy | undefined;
  const cutAfter = (bytes: number): Way => ({
    ...LONG_POLLING,
    build: async (_processes, port) => {
      relay = await FaultProxy.start(port, { cutAfterBytes: bytes });
      cleanups.push(() => relay?.close());
      return { controlUrl: `ws://127.0.0.1:${relay.port}` };
    },
  });

  it('of bulk', async () => {
    await exchange(16 * 1024 * 1024, cutAfter(1.2 * PIECE_BYTES));
    expect(relay?.cuts).toBeGreaterThan(20);
  });

  it('of small messages', async () => {
    await echo(100, cutAfter(700));
    expect(relay?.cuts).toBeGreaterThan(20);
  });
});
