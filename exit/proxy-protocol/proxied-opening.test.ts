import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Endpoint } from '../../shared/proxy-protocol/endpoint.ts';
import { PROXY_HEADER_TIMEOUT_MS, ProxiedOpening } from './proxied-opening.ts';

const HEADER = 'PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\r\n';

let socket: Duplex;
let opening: ProxiedOpening;
let visitor: Endpoint | undefined;
let outcomes: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(), emitClose: true });
  outcomes = [];
  visitor = undefined;
  opening = new ProxiedOpening(socket as Socket, {
    opened: (_opening, _socket, named) => {
      visitor = named;
      outcomes.push('opened');
    },
    refused: (_opening, _socket, why) => outcomes.push(`refused: ${why}`),
  });
});
afterEach(() => {
  socket.destroy();
  vi.useRealTimers();
});

/** What is left in the socket for its next owner, until it ends. */
async function rest(): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

async function push(...chunks: string[]): Promise<void> {
  for (const chunk of chunks) {
    socket.push(chunk, 'latin1');
    await new Promise(setImmediate);
  }
}

describe('ProxiedOpening', () => {
  it('gives the socket on with all that stands behind the header, whatever came when', async () => {
    await push(`${HEADER}first`);
    expect(outcomes).toEqual(['opened']);
    expect(visitor).toEqual({ address: '192.0.2.7', port: 56_324 });
    await push(', second');
    socket.push(null);
    expect(await rest()).toBe('first, second');
  });

  it('reads a header that comes byte by byte', async () => {
    await push(...HEADER);
    expect(outcomes).toEqual(['opened']);
    await push('x');
    socket.push(null);
    expect(await rest()).toBe('x');
  });

  it('leaves an end behind the header to the next owner', async () => {
    socket.push(HEADER);
    socket.push(null);
    await new Promise(setImmediate);
    expect(outcomes).toEqual(['opened']);
    expect(await rest()).toBe('');
  });

  it('waits no longer than it says', async () => {
    await push(HEADER.slice(0, -1));
    vi.advanceTimersByTime(PROXY_HEADER_TIMEOUT_MS - 1);
    expect(outcomes).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(outcomes).toEqual(['refused: sent no whole PROXY header in time']);
    expect(socket.destroyed).toBe(true);
  });

  it('waits no more once the header is there', async () => {
    await push(HEADER);
    vi.advanceTimersByTime(PROXY_HEADER_TIMEOUT_MS);
    expect(outcomes).toEqual(['opened']);
    expect(socket.destroyed).toBe(false);
  });

  it('closes what begins with anything else', async () => {
    await push('GET');
    expect(outcomes).toEqual(['refused: does not begin with a PROXY header']);
    expect(socket.destroyed).toBe(true);
  });

  it('closes what ends inside the header, and says nothing of what never began', async () => {
    await push('PROX');
    socket.push(null);
    await new Promise(setImmediate);
    expect(outcomes).toEqual(['refused: ended inside its PROXY header']);
    expect(socket.destroyed).toBe(true);
  });

  it('takes a connection without a word for a health check', async () => {
    socket.push(null);
    await new Promise(setImmediate);
    expect(outcomes).toEqual(['refused: undefined']);
    expect(socket.destroyed).toBe(true);
  });

  it('can be ended from outside, once', async () => {
    opening.destroy();
    await new Promise(setImmediate);
    expect(outcomes).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
