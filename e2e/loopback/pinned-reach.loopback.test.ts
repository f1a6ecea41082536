import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type DialFunctions, LinkDialer } from '../../electron/engine/tunnels/link-dialer.ts';
import { DialError } from '../../shared/wire/dial-error.ts';
import { dialPoll } from '../../shared/wire/dial-poll.ts';
import { type DialTunnelOptions, dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import type { Transport } from '../../shared/wire/transport.ts';
import { startMicrosocks } from '../fixtures/microsocks.ts';
import { listen, namedHash } from '../fixtures/node-upstream.ts';
import { ownAddress } from '../fixtures/own-address.ts';
import { type ExitProgram, startExit, startShare, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { startTinyproxy, withPassword } from '../fixtures/tinyproxy.ts';
import { visit } from '../fixtures/visit.ts';

const processes = new Processes();
const transports: Transport[] = [];

afterEach(async () => {
  for (const transport of transports.splice(0)) transport.destroy({ code: 'closed', message: 'The test is over.' });
  await processes.end();
});

/** An exit server with a CA of its own, at an address that clients go through a proxy to. */
async function startPinned(): Promise<{ url: string; pin: string; exit: ExitProgram }> {
  const data = join(await processes.temporaryFolder(), 'data');
  const exit = await startExit(processes, { controlHost: '0.0.0.0' }, ['--auto-tls', '--data-dir', data]);
  const [, pin = ''] = await exit.program.waitForLine(/^control plane CA (sha256:\w+)$/);
  return { url: `wss://${ownAddress()}:${exit.controlPort}`, pin, exit };
}

/** The ways out, and what each is made of. */
const WAYS_OUT = [
  { name: 'directly', available: true, start: async () => undefined },
  {
    name: 'through an HTTP proxy (tinyproxy)',
    available: isInstalled('tinyproxy'),
    start: async () => withPassword(await startTinyproxy(processes)),
  },
  {
    name: 'through a SOCKS proxy (microsocks)',
    available: isInstalled('microsocks'),
    start: async () => withPassword(await startMicrosocks(processes)),
  },
] as const;

/** Fails as where something on the way lets no WebSocket through. What could do so within TLS would break the pin. */
const BLOCKED = () => Promise.reject(new DialError('no-websocket', 'The handshake lost its Upgrade.'));

/** Two dials in one, each with a fetch of the CA before it, through a proxy. */
const DIAL_MS = 30_000;

const log = { debug() {}, info() {}, warn() {}, error() {} };

describe.each(WAYS_OUT)('a pinned dial $name', ({ available, start }) => {
  describe.each(['websocket', 'long-polling'] as const)('over %s', (kind) => {
    const faults: unknown[] = [];
    const noting = (dial: DialFunctions['poll']) => (options: DialTunnelOptions) =>
      dial(options).catch((error: unknown) => {
        faults.push(error);
        throw error;
      });

    /** Dials as the app does. What a poll that follows a blocked WebSocket fails with is not what the user reads, so it is noted. */
    async function dial(endpoint: { url: string; pin: string }): Promise<Transport> {
      const tunnel = kind === 'websocket' ? noting(dialTunnel) : BLOCKED;
      const dialer = new LinkDialer(log, { dial: { tunnel, poll: noting(dialPoll) } });
      const proxy = await start();
      const transport = await dialer.dial({ ...endpoint, token: TOKEN, proxy }, AbortSignal.timeout(DIAL_MS));
      transports.push(transport);
      return transport;
    }

    test.skipIf(!available)('reaches the server whose CA is pinned, and no other', async () => {
      const { url, pin } = await startPinned();
      // The certificate is not one that anybody trusts: without the pin there is no connection.
      expect((await dial({ url, pin })).kind).toBe(kind);
      expect(faults).toEqual([]);
      const wrong = `sha256:${'5e'.repeat(32)}`;
      await expect(dial({ url, pin: wrong })).rejects.toThrow(DialError);
      const error = expect.objectContaining({
        kind: 'tls',
        message: expect.stringContaining('has another certificate authority'),
      });
      expect(faults).toEqual([error]);
    });
  });
});

test.skipIf(!isInstalled('tinyproxy'))('a share goes through a proxy to the server whose CA is pinned', async () => {
  const upstream = await listen(createServer(namedHash('node')));
  try {
    const { url, pin, exit } = await startPinned();
    const proxy = withPassword(await startTinyproxy(processes));
    const env = { ALL_PROXY: proxy.href };
    const share = await startShare(processes, upstream.port, { ...exit, controlUrl: url }, ['--ca', pin], env);
    expect((await visit(share.publicUrl)).body.toString()).toMatch(/^node \/ /);
  } finally {
    await upstream.close();
  }
});
