import type net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ResponseHead } from '../../../shared/http1/response-head.ts';
import { SlowSocket } from '../testing/slow-socket.ts';
import { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamDialer, UpstreamHandler } from './upstream-dialer.ts';
import { UpstreamError } from './upstream-error.ts';

/** A connection whose dial and socket the test plays. */
function scripted() {
  let dialled: UpstreamHandler | undefined;
  let cancelled = 0;
  const dialer = {
    dial: (handler: UpstreamHandler) => {
      dialled = handler;
      return () => {
        cancelled += 1;
      };
    },
  } as unknown as UpstreamDialer;
  const events: string[] = [];
  const connection = new UpstreamConnection(dialer, 'own');
  const socket = new SlowSocket();
  return {
    connection,
    socket,
    events,
    cancelled: () => cancelled,
    begin: (method = 'GET', more = () => true) =>
      connection.begin(method, {
        onInformational: (head: ResponseHead) => events.push(`informational ${head.status}`),
        onHead: (head: ResponseHead) => events.push(`head ${head.status}`),
        onBody: (chunk: Buffer) => {
          events.push(`body ${chunk.toString('latin1')}`);
          return more();
        },
        onEnd: () => events.push('end'),
        onFailure: (error: UpstreamError, answered: boolean) => events.push(`failure ${error.code} ${answered}`),
        onDrain: () => events.push('drain'),
      }),
    connect: () => dialled?.onConnect(socket as unknown as net.Socket),
    refuse: () => dialled?.onFailure(new UpstreamError('upstream-refused', 'Nothing answers.')),
    receive: (text: string) => dialled?.onData(Buffer.from(text, 'latin1')),
  };
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const soon = () => performance.now() + 100;

afterEach(() => {
  vi.useRealTimers();
});

describe('UpstreamConnection', () => {
  it('writes what came before it was connected, in order, and tells that it may go on', async () => {
    const { connection, begin, connect, events, socket } = scripted();
    begin();
    expect(connection.write(Buffer.from('one '))).toBe(false);
    expect(connection.write(Buffer.from('two'))).toBe(false);
    connect();
    await socket.takeAll();
    expect(Buffer.concat(socket.taken).toString()).toBe('one two');
    expect(events).toEqual(['drain']);
    connection.destroy();
  });

  it('can be used again after a whole answer, and for as long as the upstream keeps it', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { connection, begin, connect, receive } = scripted();
    begin();
    connect();
    expect(connection.canReuse(soon())).toBe(false);
    receive(OK);
    expect(connection.canReuse(soon())).toBe(true);
    expect(connection.canReuse(performance.now() + 5_000)).toBe(false);
    expect(connection.isStale(performance.now() + 5_000)).toBe(true);
    begin();
    receive('HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=60\r\nContent-Length: 0\r\n\r\n');
    expect(connection.canReuse(performance.now() + 58_000)).toBe(true);
    expect(connection.canReuse(performance.now() + 59_100)).toBe(false);
    connection.destroy();
  });

  it('is not stale while a request is under way, however long it takes', () => {
    const { connection, begin, connect } = scripted();
    begin();
    connect();
    expect(connection.isStale(performance.now() + 1e9)).toBe(false);
    connection.destroy();
  });

  it('cannot be used again once the upstream ended it', () => {
    const { connection, begin, connect, receive, socket } = scripted();
    begin();
    connect();
    receive(OK);
    socket.emit('end');
    expect(connection.canReuse(soon())).toBe(false);
    expect(connection.isStale(performance.now())).toBe(true);
    expect(socket.destroyed).toBe(true);
  });

  it('is given up when it sends bytes that nobody asked for', () => {
    const { connection, begin, connect, receive, socket, events } = scripted();
    begin();
    connect();
    receive(OK);
    receive('HTTP/1.1 200 OK\r\n');
    expect(connection.canReuse(soon())).toBe(false);
    expect(socket.destroyed).toBe(true);
    expect(events.at(-1)).toBe('end');
  });

  it('stops reading where the body is not taken, until resume', () => {
    const { connection, begin, connect, receive, socket } = scripted();
    begin('GET', () => false);
    connect();
    expect(receive('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab')).toBe(false);
    connection.resume();
    connection.resume();
    expect(socket.resumed).toBe(1);
    connection.destroy();
  });

  it('tells a dial that failed, as one without an answer', () => {
    const { begin, refuse, events, connection } = scripted();
    begin();
    connection.write(Buffer.from('x'));
    refuse();
    expect(events).toEqual(['failure upstream-refused false']);
    expect(connection.canReuse(soon())).toBe(false);
  });

  it.each([
    ['before any byte', '', 'failure upstream-invalid false'],
    ['inside the head', 'HTTP/1.1 20', 'failure upstream-invalid true'],
    ['inside the body', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab', 'failure upstream-invalid true'],
  ])('tells once that the connection ended %s', (_, bytes, expected) => {
    for (const event of ['end', 'close', 'error']) {
      const { begin, connect, receive, events, socket } = scripted();
      begin();
      connect();
      if (bytes) receive(bytes);
      socket.emit(event, new Error('reset'));
      socket.emit('close');
      expect(events.filter((text) => text.startsWith('failure'))).toEqual([expected]);
    }
  });

  it('takes the end of the connection for the end of an answer without a length, but not its break', () => {
    for (const [event, expected] of [
      ['end', 'end'],
      ['close', 'failure upstream-invalid true'],
    ] as const) {
      const { begin, connect, receive, events, socket } = scripted();
      begin();
      connect();
      receive('HTTP/1.1 200 OK\r\n\r\nabc');
      socket.emit(event);
      expect(events.at(-1)).toBe(expected);
    }
  });

  it('gives up a dial that is under way, and tells nothing any more', () => {
    const { connection, begin, cancelled, events } = scripted();
    begin();
    connection.destroy();
    expect(cancelled()).toBe(1);
    expect(events).toEqual([]);
    expect(connection.write(Buffer.from('late'))).toBe(true);
  });

  it('hands its socket over after a 101, with what came behind the head', () => {
    const { connection, begin, connect, receive, socket, events } = scripted();
    begin();
    connect();
    const later: string[] = [];
    // The forwarder does this from inside onHead; the reader waits at that place.
    receive('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nfirst');
    const handed = connection.detach((chunk) => {
      later.push(chunk.toString());
      return true;
    });
    receive('second');
    socket.emit('end');
    expect(handed?.socket).toBe(socket);
    expect(handed?.rest.toString()).toBe('first');
    expect(later).toEqual(['second']);
    expect(events).toEqual(['drain', 'head 101']);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });
});
