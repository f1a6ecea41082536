import type net from 'node:net';
import { describe, expect, it } from 'vitest';
import { SessionPair } from '../../../shared/wire/session-pair.ts';
import { TunnelCounters } from '../metrics/tunnel-counters.ts';
import { request } from '../testing/forward-http.ts';
import { SlowSocket } from '../testing/slow-socket.ts';
import { HttpForwarder } from './http-forwarder.ts';
import type { UpstreamDialer, UpstreamHandler } from './upstream-dialer.ts';
import { UpstreamHost } from './upstream-host.ts';

const WINDOW = 256 * 1024;
const READ = 64 * 1024;

/** A forwarder whose stream moves only by `pair.settle()`, and whose upstream takes bytes only when told. */
function slowForwarder() {
  const dials: UpstreamHandler[] = [];
  const dialer = {
    dial: (handler: UpstreamHandler) => {
      dials.push(handler);
      return () => {};
    },
  } as unknown as UpstreamDialer;
  const host = new UpstreamHost({ hostHeader: 'keep', upstream: 'http://127.0.0.1:3000' }, () => {});
  const no = { isOwnNonce: () => false, capture: () => undefined };
  const parts = { dialer, counters: new TunnelCounters(), host, onUpstream() {}, ...no };
  const pair = new SessionPair({ onStream: (stream) => new HttpForwarder(stream, parts, 'unknown', () => {}) });
  const { stream, handler } = pair.open(pair.server);
  pair.settle();
  const socket = new SlowSocket();
  return {
    pair,
    stream,
    visitor: handler,
    socket,
    send: (bytes: string | Buffer) => {
      stream.write(Buffer.from(bytes as Buffer));
      pair.settle();
    },
    connect: () => dials[0]?.onConnect(socket as unknown as net.Socket),
    /** Bytes of the upstream; returns whether more are wanted. */
    answer: (bytes: string | Buffer) => {
      const more = dials[0]?.onData(Buffer.from(bytes as Buffer));
      pair.settle();
      return more;
    },
  };
}

describe('HttpForwarder and backpressure', () => {
  it('returns credit only for what the upstream has taken', async () => {
    const { pair, stream, socket, send, connect } = slowForwarder();
    send(request('POST /', `Content-Length: ${3 * WINDOW}`));
    connect();
    await socket.takeAll();
    send(Buffer.alloc(3 * WINDOW));
    const left = stream.queuedBytes;
    expect(left).toBeGreaterThanOrEqual(2 * WINDOW);
    pair.settle();
    expect(stream.queuedBytes).toBe(left);
    await socket.takeAll();
    pair.settle();
    expect(stream.queuedBytes).toBeLessThanOrEqual(left - WINDOW / 2);
  });

  it('holds at most one window of a request whose upstream is not connected yet', () => {
    const { stream, send } = slowForwarder();
    send(request('POST /', `Content-Length: ${2 * WINDOW}`));
    send(Buffer.alloc(2 * WINDOW));
    expect(stream.queuedBytes).toBeGreaterThanOrEqual(WINDOW);
  });

  it('does not take a visitor that reads for an upstream that does', async () => {
    const { pair, stream, visitor, socket, send, connect, answer } = slowForwarder();
    send(request('POST /', `Content-Length: ${3 * WINDOW}`));
    connect();
    await socket.takeAll();
    send(Buffer.alloc(3 * WINDOW));
    const left = stream.queuedBytes;
    // The answer fills the stream until the visitor reads it.
    visitor.consume = false;
    answer(`HTTP/1.1 200 OK\r\nContent-Length: ${100 * READ}\r\n\r\n`);
    while (answer(Buffer.alloc(READ))) {
      // Until it is full.
    }
    visitor.consume = true;
    visitor.stream?.consumed(visitor.received.length);
    pair.settle();
    expect(socket.resumed).toBe(1);
    expect(stream.queuedBytes).toBe(left);
  });

  it('does not take an upstream that reads for a visitor that does', async () => {
    const { pair, visitor, socket, send, connect, answer } = slowForwarder();
    send(request('POST /', `Content-Length: ${3 * WINDOW}`));
    connect();
    await socket.takeAll();
    send(Buffer.alloc(3 * WINDOW));
    visitor.consume = false;
    answer(`HTTP/1.1 200 OK\r\nContent-Length: ${100 * READ}\r\n\r\n`);
    while (answer(Buffer.alloc(READ))) {
      // Until it is full.
    }
    await socket.takeAll();
    pair.settle();
    expect(socket.resumed).toBe(0);
  });

  it('stops an upstream that sends informational answers without end', () => {
    const { pair, visitor, socket, send, connect, answer } = slowForwarder();
    send(request('GET /'));
    connect();
    visitor.consume = false;
    const hints = `HTTP/1.1 103 Early Hints\r\nLink: <${'x'.repeat(32 * 1024)}>\r\n\r\n`;
    let sent = 0;
    while (answer(hints) && sent < 100) sent += 1;
    expect(sent).toBeLessThan(100);
    expect(socket.resumed).toBe(0);
    visitor.stream?.consumed(visitor.received.length);
    pair.settle();
    expect(socket.resumed).toBe(1);
  });

  it('holds at most one window of requests that wait for the answer to the first one', () => {
    const { stream, send, connect, answer, pair } = slowForwarder();
    send(request('GET /first'));
    connect();
    const next = request('POST /next', `Content-Length: ${4 * WINDOW}`);
    send(next);
    send(Buffer.alloc(4 * WINDOW));
    expect(stream.queuedBytes).toBeGreaterThanOrEqual(3 * WINDOW);
    const waiting = stream.queuedBytes;
    answer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    pair.settle();
    expect(stream.queuedBytes).toBeLessThanOrEqual(waiting);
  });
});
