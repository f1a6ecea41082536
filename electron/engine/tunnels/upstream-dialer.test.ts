import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ProxiedSource } from '../../../shared/proxy-protocol/write-proxy-header.ts';
import { closedPort, startTcpUpstream } from '../testing/upstreams.ts';
import { UPSTREAM_CONNECT_TIMEOUT_MS, UpstreamDialer, type UpstreamHandler } from './upstream-dialer.ts';
import { UpstreamError } from './upstream-error.ts';

/** Dials once; resolves with the socket, or rejects with the UpstreamError. */
function dial(
  dialer: UpstreamDialer,
  onData: UpstreamHandler['onData'] = () => true,
  source: ProxiedSource = 'own',
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const onConnect = (socket: net.Socket) => {
      socket.on('error', () => {});
      resolve(socket);
    };
    dialer.dial({ onConnect, onFailure: reject, onData }, source);
  });
}

/** The remote addresses that were tried, in order. */
function watchConnects() {
  const connect = vi.spyOn(net, 'connect');
  return () => connect.mock.calls.map(([options]) => (options as unknown as net.TcpNetConnectOpts).host);
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('UpstreamDialer', () => {
  it.each([
    ['EMFILE', 'Porthole may open no more files and connections on this computer.'],
    ['ENFILE', 'This computer can open no more files and connections.'],
  ])('does not call a service away where this computer has no file for the connection: %s', async (code, message) => {
    vi.spyOn(net, 'connect').mockImplementation((() =>
      new net.Socket().destroy(Object.assign(new Error(code), { code }))) as unknown as typeof net.connect);
    const failure = dial(new UpstreamDialer('http://127.0.0.1:3000'));
    await expect(failure).rejects.toMatchObject({ code: 'client-exhausted', message, nextStep: expect.any(String) });
  });

  it.each(['localhost', '127.0.0.1'])(
    'finds a service of %s that listens on ::1 only, and remembers it',
    async (host) => {
      const { port } = await startTcpUpstream(() => {}, '::1', await closedPort());
      const tried = watchConnects();
      const dialer = new UpstreamDialer(`http://${host}:${port}`);

      (await dial(dialer)).destroy();
      expect(tried()).toEqual(['127.0.0.1', '::1']);
      const again = await dial(dialer);
      expect(again.remoteAddress).toBe('::1');
      expect(tried()).toEqual(['127.0.0.1', '::1', '::1']);
      again.destroy();
    },
  );

  it('finds it in each of many dials at once, though they change the order for each other', async () => {
    const { port } = await startTcpUpstream(() => {}, '::1', await closedPort());
    const dialer = new UpstreamDialer(`http://127.0.0.1:${port}`);
    const real = net.connect.bind(net);
    const held: (() => void)[] = [];
    // The second dial learns of its refusal only after the first one has found ::1.
    let calls = 0;
    vi.spyOn(net, 'connect').mockImplementation(((options: net.NetConnectOpts) => {
      calls += 1;
      if (calls !== 2) return real(options);
      const socket = new net.Socket();
      held.push(() => socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));
      return socket;
    }) as typeof net.connect);

    const first = dial(dialer);
    const second = dial(dialer);
    (await first).destroy();
    for (const release of held) release();
    (await second).destroy();
  });

  it('hands over what comes, in a buffer that is used again', async () => {
    const { port } = await startTcpUpstream((socket) => socket.end('hello'));
    const parts: string[] = [];
    const socket = await dial(new UpstreamDialer(`tcp://127.0.0.1:${port}`), (chunk) => {
      parts.push(chunk.toString());
      return true;
    });
    await once(socket, 'end');
    expect(parts.join('')).toBe('hello');
    socket.destroy();
  });

  it('stops reading when told, until resume', async () => {
    const size = 1024 * 1024;
    const { port } = await startTcpUpstream((socket) => socket.end(Buffer.alloc(size)));
    let seen = 0;
    let calls = 0;
    const socket = await dial(new UpstreamDialer(`tcp://127.0.0.1:${port}`), (chunk) => {
      seen += chunk.length;
      calls += 1;
      // Goes on only because somebody resumes it.
      setImmediate(() => socket.resume());
      return false;
    });
    await once(socket, 'end');
    expect(seen).toBe(size);
    expect(calls).toBeGreaterThan(1);
    socket.destroy();
  });

  it('says that nothing answers on a closed port', async () => {
    const port = await closedPort();
    await expect(dial(new UpstreamDialer(`http://127.0.0.1:${port}`))).rejects.toMatchObject({
      code: 'upstream-refused',
      message: `Nothing answers on 127.0.0.1:${port}.`,
    });
  });

  it('says that a name leads nowhere', async () => {
    vi.spyOn(net, 'connect').mockImplementation((() => {
      const socket = new net.Socket();
      socket.destroy(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
      return socket;
    }) as typeof net.connect);
    await expect(dial(new UpstreamDialer('http://nas.example:80'))).rejects.toMatchObject({
      code: 'upstream-refused',
      message: 'The name nas.example leads nowhere.',
    });
  });

  it('gives each address up after its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const silent: net.Socket[] = [];
    vi.spyOn(net, 'connect').mockImplementation((() => {
      const socket = new net.Socket();
      silent.push(socket);
      return socket;
    }) as typeof net.connect);
    const result = dial(new UpstreamDialer('http://203.0.113.9:80')).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(UPSTREAM_CONNECT_TIMEOUT_MS - 1);
    expect(silent[0]?.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    const error = await result;
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ code: 'upstream-timeout', message: '203.0.113.9:80 does not answer.' });
    expect(silent[0]?.destroyed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('introduces a visitor by a PROXY header before anything else, and its own probes too', async () => {
    const heard: string[] = [];
    const { port } = await startTcpUpstream((socket) => {
      const index = heard.push('') - 1;
      socket.on('data', (chunk) => {
        heard[index] += chunk.toString('latin1');
      });
    });
    const dialer = new UpstreamDialer(`tcp://127.0.0.1:${port}`, 'v1');
    const socket = await dial(dialer, () => true, { address: '2001:db8::7', port: 5 });
    socket.write('hello');
    await expect.poll(() => heard).toEqual([`PROXY TCP6 2001:db8::7 ::1 5 ${port}\r\nhello`]);
    const probe = await dial(dialer);
    const line = `PROXY TCP4 127.0.0.1 127.0.0.1 ${probe.localPort} ${port}\r\n`;
    probe.destroy();
    socket.destroy();
    await expect.poll(() => heard[1]).toBe(line);
  });

  it('tells nothing more after it was given up', async () => {
    const sockets: net.Socket[] = [];
    vi.spyOn(net, 'connect').mockImplementation((() => {
      const socket = new net.Socket();
      sockets.push(socket);
      return socket;
    }) as typeof net.connect);
    const told: string[] = [];
    const handler = {
      onConnect: () => told.push('connect'),
      onFailure: () => told.push('failure'),
      onData: () => true,
    };
    const cancel = new UpstreamDialer('http://127.0.0.1:1').dial(handler, 'own');
    cancel();
    await once(sockets[0] as net.Socket, 'close');
    expect(told).toEqual([]);
    expect(sockets).toHaveLength(1);
  });
});
