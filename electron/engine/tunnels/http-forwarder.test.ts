import { once } from 'node:events';
import type net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { forwardHttp, request } from '../testing/forward-http.ts';
import { closedPort, startHttpUpstream, startTcpUpstream } from '../testing/upstreams.ts';
import { UPSTREAM_ANSWER_TIMEOUT_MS } from './http-forwarder.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A TCP server that answers the n-th piece of each connection as told; `answer` gets numbers from 0. */
function startScripted(answer: (socket: net.Socket, connection: number, piece: number, text: string) => void) {
  let connections = 0;
  return startTcpUpstream((socket) => {
    const connection = connections;
    connections += 1;
    let piece = 0;
    socket.on('data', (chunk) => {
      answer(socket, connection, piece, chunk.toString('latin1'));
      piece += 1;
    });
  });
}

/** Time moves only by `vi.advanceTimersByTime`, for what the tunnel sweeps; sockets and sessions go on. */
function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  vi.advanceTimersByTime(1000);
}

afterEach(() => {
  vi.useRealTimers();
});

describe('HttpForwarder: requests and answers', () => {
  it('passes a request and its answer on', async () => {
    const upstream = await startHttpUpstream(async (incoming, answer) => {
      const body = await text(incoming);
      answer.setHeader('X-Seen', `${incoming.method} ${incoming.url} ${incoming.headers.host}`);
      answer.end(body.toUpperCase());
    });
    const { open, counters, reports } = forwardHttp(upstream.port);
    const peer = open();
    peer.write(`${request('POST /a?b=c', 'Content-Length: 5')}hello`);
    await peer.sees('HELLO');
    expect(peer.text).toContain('X-Seen: POST /a?b=c blog.exit.example.com');
    expect(reports).toEqual(['ok']);
    const { requests, open: inFlight, bytesIn, bytesOut } = counters.cut();
    expect(requests.byClass().success).toBe(1);
    expect(inFlight).toBe(0);
    expect(bytesIn).toBeGreaterThan(5);
    expect(bytesOut).toBe(peer.received.length);
  });

  it('puts the tunnel’s own value into Host', async () => {
    const upstream = await startHttpUpstream((incoming, answer) => answer.end(`<${incoming.headers.host}>`));
    const peer = forwardHttp(upstream.port, { host: 'localhost:3000' }).open();
    peer.write(request('GET /'));
    await peer.sees('<localhost:3000>');
  });

  it('uses one upstream connection for one request after the other', async () => {
    const upstream = await startHttpUpstream((incoming, answer) => answer.end(`<${incoming.url}>`));
    const peer = forwardHttp(upstream.port).open();
    for (const path of ['/1', '/2', '/3']) {
      peer.write(request(`GET ${path}`));
      await peer.sees(`<${path}>`);
    }
    expect(upstream.sockets).toHaveLength(1);
  });

  it('answers requests that came at once in their order', async () => {
    const upstream = await startHttpUpstream((incoming, answer) => answer.end(`<${incoming.url}>`));
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /1') + request('GET /2') + request('HEAD /3') + request('GET /4'));
    await peer.sees('</4>');
    const answered = peer.text.match(/<\/\d>/g);
    expect(answered).toEqual(['</1>', '</2>', '</4>']);
    expect(upstream.sockets).toHaveLength(1);
  });

  it.each([
    ['says close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['keeps connections for no time', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok'],
    ['sends bytes that nobody asked for', `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`],
  ])('takes a new connection where the upstream %s', async (_, answer) => {
    const upstream = await startScripted((socket) => socket.write(answer));
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /1'));
    await peer.sees('ok');
    peer.clear();
    peer.write(request('POST /2', 'Content-Length: 0'));
    await peer.sees('ok');
    expect(upstream.sockets).toHaveLength(2);
    expect(peer.text).not.toContain('evil');
    expect(peer.text).not.toContain('Connection');
  });

  it('sends a request that waits already on a new connection where bytes nobody asked for stand behind the answer', async () => {
    const upstream = await startScripted((socket, connection) =>
      socket.write(connection === 0 ? `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil` : OK),
    );
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /1') + request('POST /2', 'Content-Length: 0'));
    await expect.poll(() => peer.text.match(/HTTP\/1\.1 /g)).toHaveLength(2);
    expect(peer.text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(peer.text).not.toContain('evil');
  });

  it('lets an answer last until its stream ends where it lasts until the connection ends', async () => {
    const upstream = await startScripted((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end'));
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /'));
    await peer.hasEnded();
    expect(peer.text).toContain('Connection: close');
    expect(peer.text.endsWith('until the end')).toBe(true);
  });

  it('answers a request behind which the other end has ended the stream, then ends it too', async () => {
    const upstream = await startHttpUpstream((_, answer) => answer.end('the answer'));
    const { open, counters } = forwardHttp(upstream.port);
    const peer = open();
    peer.write(request('GET /'));
    peer.end();
    await peer.hasEnded();
    expect(peer.text).toContain('the answer');
    expect(counters.open).toBe(0);
  });

  it('ends an idle stream that the other end has ended, and its upstream connection', async () => {
    const closed = Promise.withResolvers<void>();
    const upstream = await startHttpUpstream((incoming, answer) => {
      incoming.socket.on('close', () => closed.resolve());
      answer.end('ok');
    });
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /'));
    await peer.sees('ok');
    peer.end();
    await peer.hasEnded();
    await closed.promise;
  });

  it('breaks a stream that ends inside a request', async () => {
    const upstream = await startHttpUpstream(() => {});
    const peer = forwardHttp(upstream.port).open();
    peer.write(`${request('POST /', 'Content-Length: 100')}half`);
    peer.end();
    await peer.hasBroken();
  });

  it('breaks a stream whose request is not HTTP', async () => {
    const upstream = await startHttpUpstream(() => {});
    const peer = forwardHttp(upstream.port).open();
    peer.write('\x16\x03\x01 hello\r\n\r\n');
    await peer.hasBroken();
    expect(upstream.sockets).toHaveLength(0);
  });

  it('leaves fields of Porthole’s own away, which an upstream has no business to send', async () => {
    const upstream = await startHttpUpstream((_, answer) => {
      answer.writeHead(502, { 'Porthole-Error': 'upstream-refused', 'X-Mine': 'yes' }).end('mine');
    });
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /'));
    await peer.sees('mine');
    expect(peer.text).toContain('X-Mine: yes');
    expect(peer.text).not.toMatch(/porthole-error/i);
  });

  it('ends the upstream connection when the visitor leaves, and counts a request without an answer', async () => {
    const closed = Promise.withResolvers<void>();
    const upstream = await startHttpUpstream((incoming, answer) => {
      incoming.socket.on('close', () => closed.resolve());
      answer.write('half');
    });
    const { open, counters } = forwardHttp(upstream.port);
    const peer = open();
    peer.write(request('GET /'));
    await peer.sees('half');
    peer.reset();
    await closed.promise;
    expect(counters.open).toBe(0);
    expect(counters.cut().requests.byClass()).toMatchObject({ other: 1, success: 0 });
  });
});

describe('HttpForwarder: bodies in both directions', () => {
  it('passes 100 Continue on before the body is sent', async () => {
    const upstream = await startHttpUpstream(() => {});
    upstream.server.on('checkContinue', async (incoming, answer) => {
      answer.writeContinue();
      answer.end(`<${await text(incoming)}>`);
    });
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('PUT /', 'Content-Length: 4', 'Expect: 100-continue'));
    await peer.sees('100 Continue');
    expect(peer.text).not.toContain('200');
    peer.write('body');
    await peer.sees('<body>');
  });

  it('never sends the next request where the upstream still waits for the rest of this one', async () => {
    const seen: string[] = [];
    const upstream = await startScripted((socket, connection, piece, text) => {
      seen.push(`${connection}: ${text}`);
      if (piece === 0) socket.write(OK);
    });
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('POST /upload', 'Content-Length: 6'));
    await peer.sees('ok');
    peer.clear();
    peer.write('secret');
    peer.write(request('GET /next'));
    await peer.sees('ok');
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatch(/^1: GET \/next /);
    await expect.poll(() => upstream.sockets[0]?.readableEnded).toBe(true);
  });

  it('takes a large upload whose upstream has answered early or never answered at all', async () => {
    const upload = Buffer.alloc(1024 * 1024);
    const early = await startScripted((socket, _, piece) => piece === 0 && socket.write(OK));
    const ports = [early.port, await closedPort()];
    for (const port of ports) {
      const peer = forwardHttp(port).open();
      peer.write(request('POST /', `Content-Length: ${upload.length}`));
      peer.write(upload);
      peer.write(request('GET /next'));
      await peer.sees('HTTP/1.1 ');
      await expect.poll(() => peer.text.match(/HTTP\/1\.1 /g)).toHaveLength(2);
      expect(peer.stream?.queuedBytes).toBe(0);
    }
  });

  it('ends an until-close answer at once, though the request goes on', async () => {
    const upstream = await startScripted((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nwhole'));
    const peer = forwardHttp(upstream.port).open();
    peer.write(`${request('POST /', 'Content-Length: 100')}a part`);
    await peer.hasEnded();
    expect(peer.text.endsWith('whole')).toBe(true);
  });

  it('keeps chunks and trailers as they are', async () => {
    const body = '3;note=x\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n';
    const upstream = await startScripted((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`),
    );
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /'));
    await peer.sees(body);
  });
});

describe('HttpForwarder: upstreams that fail', () => {
  it('answers 502 with the reason where nothing listens, again and again on the same stream', async () => {
    const { open, reports, counters } = forwardHttp(await closedPort());
    const peer = open();
    for (let i = 1; i <= 2; i += 1) {
      peer.write(request('GET /'));
      await peer.sees('\r\n\r\n');
      expect(peer.text).toBe(
        'HTTP/1.1 502 Bad Gateway\r\nPorthole-Error: upstream-refused\r\nContent-Length: 0\r\n\r\n',
      );
      peer.clear();
    }
    expect(reports).toEqual(['upstream-refused', 'upstream-refused']);
    expect(counters.cut().requests.byClass().serverError).toBe(2);
  });

  it('sends a request without a body once more where a kept connection turns out to be closed', async () => {
    const upstream = await startScripted((socket, connection, piece) => {
      if (connection === 0 && piece === 1) socket.destroy();
      else socket.write(OK);
    });
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /1'));
    await peer.sees('ok');
    peer.clear();
    peer.write(request('DELETE /2'));
    await peer.sees('200 OK');
    expect(upstream.sockets).toHaveLength(2);
  });

  it.each([
    ['is not idempotent', request('POST /', 'Content-Length: 0'), (socket: net.Socket) => socket.destroy()],
    ['has a body', `${request('PUT /', 'Content-Length: 1')}x`, (socket: net.Socket) => socket.destroy()],
    ['has been answered in part', request('GET /'), (socket: net.Socket) => socket.end('HTTP/1.1 2')],
  ])('never sends a request twice that %s', async (_, second, fail) => {
    let arrived = 0;
    const upstream = await startScripted((socket, connection, piece) => {
      if (connection === 0 && piece === 0) return void socket.write(OK);
      arrived += 1;
      fail(socket);
    });
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /1'));
    await peer.sees('ok');
    peer.clear();
    peer.write(second);
    await peer.sees('Porthole-Error: upstream-invalid');
    expect(peer.text).toContain('502 Bad Gateway');
    expect(arrived).toBe(1);
    expect(upstream.sockets).toHaveLength(1);
  });

  it('does not try a second time what failed on a new connection', async () => {
    const upstream = await startScripted((socket) => socket.destroy());
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /'));
    await peer.sees('upstream-invalid');
    expect(upstream.sockets).toHaveLength(1);
  });

  it.each([
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('breaks the stream where an answer with %s breaks off', async (_, half) => {
    const upstream = await startScripted((socket) => socket.end(half));
    const { open, counters } = forwardHttp(upstream.port);
    const peer = open();
    peer.write(request('GET /'));
    await peer.hasBroken();
    expect(counters.cut().requests.byClass().serverError).toBe(1);
  });

  it('breaks the stream where an answer that lasts until the end is cut by a reset', async () => {
    const upstream = await startScripted((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nhalf');
      socket.once('data', () => socket.resetAndDestroy());
    });
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('POST /', 'Transfer-Encoding: chunked'));
    await peer.sees('half');
    peer.write('1\r\nx\r\n');
    await peer.hasBroken();
  });

  it.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'an upgrade that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    ],
  ])('answers 502 for %s', async (_, answer) => {
    const upstream = await startScripted((socket) => socket.write(answer));
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /'));
    await peer.sees('Porthole-Error: upstream-invalid');
    expect(peer.text.startsWith('HTTP/1.1 502')).toBe(true);
  });

  it('answers 504 where the upstream takes too long, also on a tunnel that was open on an earlier session', async () => {
    stopTheClock();
    let arrived = Promise.withResolvers<void>();
    const upstream = await startScripted(() => arrived.resolve());
    const { open, tunnel } = forwardHttp(upstream.port);
    for (let session = 1; session <= 2; session += 1) {
      arrived = Promise.withResolvers<void>();
      const peer = open();
      peer.write(request('GET /'));
      await arrived.promise;
      vi.advanceTimersByTime(UPSTREAM_ANSWER_TIMEOUT_MS - 10_000);
      expect(peer.text).toBe('');
      vi.advanceTimersByTime(20_000);
      await peer.sees('Porthole-Error: upstream-timeout');
      expect(peer.text).toMatch(/^HTTP\/1\.1 504 /);
      tunnel.close();
      await peer.hasBroken();
    }
    // Nothing is left that looks for what is late.
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closes a kept connection that nobody has used for long', async () => {
    stopTheClock();
    const upstream = await startScripted((socket) => socket.write(OK));
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /'));
    await peer.sees('ok');
    const closed = once(upstream.sockets[0] as net.Socket, 'end');
    vi.advanceTimersByTime(10_000);
    await closed;
  });
});

describe('HttpForwarder: upgrades', () => {
  const UPGRADE = ['Connection: Upgrade', 'Upgrade: echo'];

  async function startEcho(onEnd: () => void = () => {}) {
    const upstream = await startHttpUpstream(() => {});
    upstream.server.on('upgrade', (_, socket, head) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello ');
      socket.write(head);
      socket.on('data', (chunk: Buffer) => socket.write(chunk));
      socket.on('end', () => {
        onEnd();
        socket.end('bye');
      });
    });
    return upstream;
  }

  it('turns the stream into raw bytes, with those that came too early first', async () => {
    const upstream = await startEcho();
    const { open, counters } = forwardHttp(upstream.port);
    const peer = open();
    peer.write(`${request('GET /hmr', ...UPGRADE)}early `);
    await peer.sees('early');
    expect(peer.text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(peer.text).toContain('Connection: Upgrade');
    peer.write('\x00raw\xff');
    await peer.sees('hello early \x00raw\xff');
    expect(counters.open).toBe(1);
    const { requests, durations } = counters.cut();
    expect(requests.byClass().informational).toBe(1);
    expect(durations.count).toBe(1);
    peer.end();
    await peer.hasEnded();
    expect(peer.text.endsWith('bye')).toBe(true);
    await expect.poll(() => counters.open).toBe(0);
    // How long it lasted is no request's duration.
    expect(counters.cut().durations.count).toBe(0);
  });

  it('carries megabytes both ways after it', async () => {
    const upstream = await startEcho();
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /', ...UPGRADE));
    await peer.sees('hello ');
    peer.clear();
    const bytes = Buffer.alloc(2 * 1024 * 1024, 'x');
    peer.write(bytes);
    await peer.hasReceived(bytes.length);
  });

  it('passes the end on where the other end sent it before the upgrade was accepted', async () => {
    const ended = Promise.withResolvers<void>();
    const upstream = await startEcho(ended.resolve);
    const peer = forwardHttp(upstream.port).open();
    peer.write(`${request('GET /', ...UPGRADE)}`);
    peer.end();
    await ended.promise;
    await peer.hasEnded();
    expect(peer.text.endsWith('bye')).toBe(true);
  });

  it('goes on with requests where the upstream does not upgrade', async () => {
    const upstream = await startHttpUpstream((incoming, answer) => answer.end(`<${incoming.url}>`));
    const peer = forwardHttp(upstream.port).open();
    peer.write(request('GET /1', ...UPGRADE));
    await peer.sees('</1>');
    peer.write(request('GET /2'));
    await peer.sees('</2>');
  });

  it('is broken off with its tunnel', async () => {
    const upstream = await startEcho();
    const { open, tunnel } = forwardHttp(upstream.port);
    const peer = open();
    peer.write(request('GET /', ...UPGRADE));
    await peer.sees('hello ');
    tunnel.close();
    await peer.hasBroken();
  });
});

describe('HttpForwarder: probes', () => {
  it('answers this app’s own nonce itself and nobody else’s, and counts neither', async () => {
    const upstream = await startHttpUpstream((_, answer) => answer.end('from the upstream'));
    const { open, counters } = forwardHttp(upstream.port, { ownNonce: 'abc123' });
    const peer = open();
    peer.write(request('GET /.well-known/porthole/abc123'));
    await peer.sees('\r\n\r\nabc123');
    peer.clear();
    peer.write(request('GET /.well-known/porthole/other'));
    await peer.sees('404 Not Found');
    expect(upstream.sockets).toHaveLength(0);
    expect(counters.open).toBe(0);
    const { requests } = counters.cut();
    expect(Object.values(requests.byClass()).reduce((sum, count) => sum + count)).toBe(0);
  });

  it('swallows a probe’s body, which must not reach a kept upstream connection', async () => {
    const seen: string[] = [];
    const upstream = await startScripted((socket, _, __, text) => {
      seen.push(text.split(' ', 2).join(' '));
      socket.write(OK);
    });
    const peer = forwardHttp(upstream.port, { ownNonce: 'n' }).open();
    peer.write(request('GET /1'));
    await peer.sees('ok');
    peer.write(`${request('POST /.well-known/porthole/n', 'Content-Length: 7')}GET /x `);
    peer.clear();
    peer.write(request('GET /2'));
    await peer.sees('ok');
    expect(seen).toEqual(['GET /1', 'GET /2']);
  });
});
