import type net from 'node:net';
import { describe, expect, it } from 'vitest';
import { startSwitchingServer } from '../../../exit/testing/switching-server.ts';
import { closedPort, startHttpUpstream, startTcpUpstream } from '../testing/upstreams.ts';
import { NonceBook } from '../tunnels/nonce-book.ts';
import { probePublicUrl } from './public-url-probe.ts';

const NOBODY = () => () => {};

/** A server that answers for the nonces of a book, as the app's client does. */
function startOwn(nonces: NonceBook) {
  return startHttpUpstream((incoming, answer) => {
    const nonce = /^\/\.well-known\/porthole\/([0-9a-f]+)$/.exec(incoming.url ?? '')?.[1] ?? '';
    if (nonces.has(nonce)) answer.end(nonce);
    else answer.writeHead(404).end();
  });
}

describe('probePublicUrl over HTTP', () => {
  it.each(['127.0.0.1', 'blog.localhost', 'a.b.localhost'])('proves that %s leads here', async (host) => {
    const nonces = new NonceBook();
    const { port } = await startOwn(nonces);
    const result = await probePublicUrl(`http://${host}:${port}`, nonces, NOBODY);
    expect(result).toEqual({ ok: true, tookMs: expect.any(Number) });
  });

  it('takes no other app for this one, whatever it answers', async () => {
    const { port } = await startOwn(new NonceBook());
    const result = await probePublicUrl(`http://127.0.0.1:${port}`, new NonceBook(), NOBODY);
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining('does not lead to this tunnel') });
  });

  it('fails where something changes the protocol instead of answering', async () => {
    const result = await probePublicUrl(`http://127.0.0.1:${await startSwitchingServer()}`, new NonceBook(), NOBODY);
    expect(result).toMatchObject({
      ok: false,
      message: expect.stringContaining('Something else answers there (status 101)'),
    });
  });

  it.each([
    [200, {}, 'hello', 'Something else answers there (status 200)'],
    [404, { 'Porthole-Error': 'no-tunnel' }, '', 'The exit server does not know this host'],
    [200, {}, 'x'.repeat(4096), 'Something else answers there'],
    [302, { Location: 'http://example.com/' }, '', 'status 302'],
  ])('says what answers instead: %i %j', async (status, headers, body, part) => {
    const nonces = new NonceBook();
    const { port } = await startHttpUpstream((_, answer) => answer.writeHead(status, headers).end(body));
    const result = await probePublicUrl(`http://127.0.0.1:${port}`, nonces, NOBODY);
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining(part) });
    expect(result).toHaveProperty('nextStep', expect.stringMatching(/\.$/));
  });

  it('says that nothing answers, or that the answer broke off', async () => {
    const port = await closedPort();
    expect(await probePublicUrl(`http://127.0.0.1:${port}`, new NonceBook(), NOBODY)).toMatchObject({
      ok: false,
      message: `Nothing answers on 127.0.0.1:${port}.`,
    });
    const broken = await startTcpUpstream((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal'));
    expect(await probePublicUrl(`http://127.0.0.1:${broken.port}`, new NonceBook(), NOBODY)).toMatchObject({
      ok: false,
    });
  });

  it('forgets its nonce whatever comes of it', async () => {
    const issued: string[] = [];
    class WatchedBook extends NonceBook {
      override issue(): string {
        const nonce = super.issue();
        issued.push(nonce);
        return nonce;
      }
    }
    const nonces = new WatchedBook();
    await probePublicUrl(`http://127.0.0.1:${(await startOwn(nonces)).port}`, nonces, NOBODY);
    await probePublicUrl(`http://127.0.0.1:${await closedPort()}`, nonces, NOBODY);
    expect(issued.map((nonce) => nonces.has(nonce))).toEqual([false, false]);
  });
});

describe('probePublicUrl over TCP', () => {
  /** Visitors of the probed tunnel, played by the test. */
  function visitors() {
    const watching = new Set<() => void>();
    return {
      watch: (seen: () => void) => {
        watching.add(seen);
        return () => watching.delete(seen);
      },
      come: () => {
        for (const seen of [...watching]) seen();
      },
      watching,
    };
  }

  it('is proved by the visitor that comes, and leaves nothing behind', async () => {
    const nonces = new NonceBook();
    const { watch, come, watching } = visitors();
    let known = false;
    const left = Promise.withResolvers<void>();
    let address = '';
    const { port } = await startTcpUpstream((socket) => {
      socket.on('close', () => left.resolve());
      socket.resume();
      address = `${socket.remoteAddress}:${socket.remotePort}`;
      socket.on('end', () => socket.end());
      // The client's stream comes a moment later.
      setImmediate(() => {
        known = nonces.hasAddress(address);
        come();
      });
    });
    expect(await probePublicUrl(`tcp://127.0.0.1:${port}`, nonces, watch)).toMatchObject({ ok: true });
    expect(known).toBe(true);
    await left.promise;
    expect(watching.size).toBe(0);
    expect(nonces.hasAddress(address)).toBe(false);
  });

  it('is proved by a visitor that came before this side heard that it is connected', async () => {
    const { watch, come } = visitors();
    const { port } = await startTcpUpstream((socket) => socket.resume());
    const result = probePublicUrl(`tcp://127.0.0.1:${port}`, new NonceBook(), watch);
    come();
    expect(await result).toMatchObject({ ok: true });
  });

  it('fails where the connection ends and no visitor came', async () => {
    const ending = await startTcpUpstream((socket) => socket.end());
    expect(await probePublicUrl(`tcp://127.0.0.1:${ending.port}`, new NonceBook(), NOBODY)).toMatchObject({
      ok: false,
      message: expect.stringContaining('does not lead to this tunnel'),
    });
    const cutting = await startTcpUpstream((socket: net.Socket) => socket.resetAndDestroy());
    expect(await probePublicUrl(`tcp://127.0.0.1:${cutting.port}`, new NonceBook(), NOBODY)).toMatchObject({
      ok: false,
    });
  });

  it('fails where nothing listens', async () => {
    const port = await closedPort();
    expect(await probePublicUrl(`tcp://127.0.0.1:${port}`, new NonceBook(), NOBODY)).toMatchObject({
      ok: false,
      message: `Nothing answers on 127.0.0.1:${port}.`,
    });
  });
});
