import { once } from 'node:events';
import type net from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { SessionPair } from '../../../shared/wire/session-pair.ts';
import { STREAM_HIGH_WATER, type YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import { openTestStreams } from '../testing/open-test-streams.ts';
import { SlowSocket } from '../testing/slow-socket.ts';
import type { TestPeer } from '../testing/test-peer.ts';
import { closedPort, startTcpUpstream } from '../testing/upstreams.ts';
import { SocketBridge } from './socket-bridge.ts';
import { UpstreamDialer } from './upstream-dialer.ts';
import type { UpstreamError } from './upstream-error.ts';

interface Dialled {
  readonly peer: TestPeer;
  readonly bridge: SocketBridge;
  readonly result: Promise<UpstreamError | undefined>;
  readonly over: Promise<void>;
  readonly counted: { toUpstream: number; toVisitor: number; overs: number };
}

/** Opens a stream whose bridge dials the port. */
async function dialThrough(port: number): Promise<Dialled> {
  const accepted = Promise.withResolvers<Omit<Dialled, 'peer'>>();
  const open = openTestStreams((stream) => {
    const over = Promise.withResolvers<void>();
    const result = Promise.withResolvers<UpstreamError | undefined>();
    const counted = { toUpstream: 0, toVisitor: 0, overs: 0 };
    const bridge = new SocketBridge(stream, {
      onBytes: (toUpstream, toVisitor) => {
        counted.toUpstream += toUpstream;
        counted.toVisitor += toVisitor;
      },
      onOver: () => {
        counted.overs += 1;
        over.resolve();
      },
    });
    bridge.dial(new UpstreamDialer(`tcp://127.0.0.1:${port}`), 'own', result.resolve);
    accepted.resolve({ bridge, result: result.promise, over: over.promise, counted });
    return bridge;
  });
  const peer = open();
  return { peer, ...(await accepted.promise) };
}

async function received(socket: net.Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

describe('SocketBridge over real sockets', () => {
  it('carries both directions whole, far beyond one window', async () => {
    const upstream = await startTcpUpstream((socket) => socket.pipe(socket));
    const { peer, over, counted, result } = await dialThrough(upstream.port);
    const sent = Buffer.alloc(3 * 1024 * 1024, 'porthole ');
    peer.write(Buffer.from(sent));
    peer.end();
    await peer.hasEnded();
    await over;
    expect(peer.received.equals(sent)).toBe(true);
    expect(await result).toBeUndefined();
    expect(counted).toEqual({ toUpstream: sent.length, toVisitor: sent.length, overs: 1 });
  });

  it('passes the end of the visitor on and lets the upstream answer after it', async () => {
    const upstream = await startTcpUpstream(async (socket) => socket.end(`got ${await received(socket)}`));
    const { peer, over } = await dialThrough(upstream.port);
    peer.write('all of it');
    peer.end();
    await peer.hasEnded();
    await over;
    expect(peer.text).toBe('got all of it');
  });

  it('passes the end of the upstream on and lets the visitor go on after it', async () => {
    const late = Promise.withResolvers<string>();
    const upstream = await startTcpUpstream((socket) => {
      socket.end('bye');
      void received(socket).then(late.resolve);
    });
    const { peer, over } = await dialThrough(upstream.port);
    await peer.hasEnded();
    expect(peer.text).toBe('bye');
    peer.write('still here');
    peer.end();
    expect(await late.promise).toBe('still here');
    await over;
  });

  it('breaks the stream when the upstream breaks', async () => {
    const upstream = await startTcpUpstream((socket) => {
      socket.write('half', () => socket.once('data', () => socket.resetAndDestroy()));
    });
    const { peer, over, counted } = await dialThrough(upstream.port);
    await peer.sees('half');
    peer.write('go');
    await peer.hasBroken();
    await over;
    expect(counted.overs).toBe(1);
  });

  it('breaks the upstream when the stream breaks, so that it cannot take half for the whole', async () => {
    const how = Promise.withResolvers<string>();
    const upstream = await startTcpUpstream((socket) => {
      socket.on('data', () => socket.write('seen'));
      socket.on('end', () => how.resolve('ended'));
      socket.on('error', (error: NodeJS.ErrnoException) => how.resolve(error.code ?? 'error'));
    });
    const { peer, over } = await dialThrough(upstream.port);
    peer.write('half');
    await peer.sees('seen');
    peer.reset();
    expect(await how.promise).toBe('ECONNRESET');
    await over;
  });

  it('breaks both sides off when it is closed', async () => {
    const closed = Promise.withResolvers<void>();
    const upstream = await startTcpUpstream((socket) => {
      socket.on('close', () => closed.resolve());
      socket.write('hello');
    });
    const { peer, bridge, over, counted } = await dialThrough(upstream.port);
    await peer.sees('hello');
    bridge.close();
    bridge.close();
    await peer.hasBroken();
    await over;
    await closed.promise;
    expect(counted.overs).toBe(1);
  });

  it('is over even where the upstream cannot be broken off', async () => {
    const stuck = new Duplex({ read() {}, write() {} });
    stuck.destroy = () => {
      throw new Error('stuck');
    };
    const bridges: SocketBridge[] = [];
    let overs = 0;
    const open = openTestStreams((stream) => {
      const bridge = new SocketBridge(stream, {
        onBytes: () => {},
        onOver: () => {
          overs += 1;
        },
      });
      bridges.push(bridge);
      return bridge;
    });
    const peer = open();
    await expect.poll(() => bridges).toHaveLength(1);
    bridges[0]?.join(stuck);
    expect(() => bridges[0]?.close()).toThrow('stuck');
    await peer.hasBroken();
    expect(overs).toBe(1);
  });

  it('breaks the stream and says why when nothing answers', async () => {
    const { peer, over, result } = await dialThrough(await closedPort());
    peer.write('anybody?');
    await peer.hasBroken();
    await over;
    expect(await result).toMatchObject({ code: 'upstream-refused' });
  });
});

/** A bridge between a stream of sessions that move only by `pair.settle()` and a slow socket. */
function slowBridge() {
  let bridge: SocketBridge | undefined;
  const pair = new SessionPair({
    onStream: (stream: YamuxStream) => {
      bridge = new SocketBridge(stream, { onBytes() {}, onOver() {} });
      return bridge;
    },
  });
  const { stream, handler } = pair.open(pair.server);
  pair.settle();
  const socket = new SlowSocket();
  return { pair, stream, handler, socket, bridge: bridge as unknown as SocketBridge };
}

const WINDOW = 256 * 1024;
const READ = 64 * 1024;

describe('SocketBridge and backpressure', () => {
  it('returns credit only for what the upstream has taken', async () => {
    const { pair, stream, socket, bridge } = slowBridge();
    bridge.join(socket as unknown as net.Socket);
    stream.write(Buffer.alloc(3 * WINDOW));
    pair.settle();
    expect(stream.queuedBytes).toBe(2 * WINDOW);
    pair.settle();
    expect(stream.queuedBytes).toBe(2 * WINDOW);
    await socket.takeAll();
    pair.settle();
    expect(stream.queuedBytes).toBe(WINDOW);
  });

  it('holds at most one window before the upstream is connected', async () => {
    const { pair, stream, socket, bridge } = slowBridge();
    stream.write(Buffer.alloc(2 * WINDOW, 1));
    pair.settle();
    expect(stream.queuedBytes).toBe(WINDOW);
    bridge.join(socket as unknown as net.Socket);
    await socket.takeAll();
    pair.settle();
    expect(stream.queuedBytes).toBe(0);
  });

  it('delivers what came before the connection in order, and the end behind it', async () => {
    const { pair, stream, socket, bridge } = slowBridge();
    stream.write(Buffer.from('one '));
    pair.settle();
    stream.write(Buffer.from('two'));
    stream.end();
    pair.settle();
    bridge.join(socket as unknown as net.Socket);
    const finished = once(socket, 'finish');
    await socket.takeAll();
    await finished;
    expect(Buffer.concat(socket.taken).toString()).toBe('one two');
  });

  it('stops the upstream while the visitor does not read, and lets it go on after', () => {
    const { pair, socket, bridge, handler } = slowBridge();
    handler.consume = false;
    bridge.join(socket as unknown as net.Socket);
    socket.resumed = 0;
    for (let sent = 0; sent < WINDOW; sent += READ) {
      expect(bridge.fromSocket(Buffer.alloc(READ))).toBe(true);
      pair.settle();
    }
    expect(bridge.fromSocket(Buffer.alloc(STREAM_HIGH_WATER))).toBe(false);
    pair.settle();
    expect(socket.resumed).toBe(0);
    handler.consume = true;
    handler.stream?.consumed(WINDOW);
    pair.settle();
    expect(socket.resumed).toBe(1);
    expect(handler.received.length).toBe(WINDOW + STREAM_HIGH_WATER);
  });

  it('copies what it takes from the shared read buffer', () => {
    const { pair, socket, bridge, handler } = slowBridge();
    bridge.join(socket as unknown as net.Socket);
    const shared = Buffer.from('first');
    bridge.fromSocket(shared);
    shared.write('XXXXX');
    pair.settle();
    expect(handler.received.toString()).toBe('first');
  });

  it('goes on reading a visitor whose upstream is gone, so that it can come to its end', async () => {
    const { pair, stream, socket, bridge, handler } = slowBridge();
    bridge.join(socket as unknown as net.Socket);
    socket.resume();
    socket.push(null);
    await once(socket, 'end');
    socket.destroy();
    await once(socket, 'close');
    stream.write(Buffer.alloc(2 * WINDOW));
    stream.end();
    pair.settle();
    expect(stream.queuedBytes).toBe(0);
    expect(handler.events).toContain('end');
    expect(stream.dead).toBe(true);
  });
});
