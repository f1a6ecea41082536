import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { probePublicUrl } from '../../electron/engine/health/public-url-probe.ts';
import { proxyAgent } from '../../electron/engine/network/proxy-agent.ts';
import { LinkDialer } from '../../electron/engine/tunnels/link-dialer.ts';
import type { LinkState } from '../../electron/engine/tunnels/link-state.ts';
import { NonceBook } from '../../electron/engine/tunnels/nonce-book.ts';
import { Supervisor } from '../../electron/engine/tunnels/supervisor.ts';
import { freePort } from '../../exit/testing/free-port.ts';
import { DialError } from '../../shared/wire/dial-error.ts';
import { dialPoll } from '../../shared/wire/dial-poll.ts';
import { dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import { eventually } from '../fixtures/eventually.ts';
import { startMicrosocks } from '../fixtures/microsocks.ts';
import { ownAddress } from '../fixtures/own-address.ts';
import { type ExitProgram, startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { startTinyproxy, withPassword } from '../fixtures/tinyproxy.ts';
import { BUFFERING, nginxBefore, UPGRADING } from '../fixtures/ways.ts';

const processes = new Processes();
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await processes.end();
});

/** The proxies of these tests, each with what it says when the password is wrong or missing. */
const PROXIES = [
  { name: 'tinyproxy', start: startTinyproxy },
  { name: 'microsocks', start: startMicrosocks },
] as const;

async function failure(proxy: URL, url: string): Promise<DialError> {
  for (const dial of [dialTunnel, dialPoll]) {
    const error = await dial({ url, token: TOKEN, agent: await proxyAgent(proxy) }).catch((reason: unknown) => reason);
    if (!(error instanceof DialError)) throw new Error(`A DialError was expected, not ${error}`);
    expect(error.message).toMatch(/^[^\n]+$/);
    expect(error.message).not.toContain('wr0ng');
    if (dial === dialPoll) return error;
  }
  throw new Error('unreachable');
}

describe.each(PROXIES)('$name', ({ name, start }) => {
  test.skipIf(!isInstalled(name))('says that a password is missing or wrong', async () => {
    const proxy = await start(processes);
    const url = `ws://${ownAddress()}:1`;
    expect(await failure(proxy, url)).toMatchObject({
      kind: 'proxy-auth',
      message: expect.stringContaining(proxy.host),
    });
    const wrong = await failure(withPassword(proxy, 'wr0ng'), url);
    expect(wrong).toMatchObject({
      kind: 'proxy-auth',
      message: expect.stringContaining('refused the user name or password'),
    });
  });

  test.skipIf(!isInstalled(name))('says that it cannot reach the server, and which', async () => {
    const target = `${ownAddress()}:${await freePort()}`;
    const error = await failure(withPassword(await start(processes)), `ws://${target}`);
    expect(error.kind).toBe('proxy');
    expect(error.message).toContain(`could not reach ${target}`);
  });

  test.skipIf(!isInstalled(name))('lets the probe of the public URL through', async () => {
    const nonces = new NonceBook();
    const server = createServer((request, response) => response.end(request.url?.split('/').at(-1)));
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    cleanups.push(() => new Promise((resolve) => server.close(resolve)));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const proxy = withPassword(await start(processes));
    const url = `http://${ownAddress()}:${port}`;
    expect(await probePublicUrl(url, nonces, () => () => {}, { routeTo: async () => proxy })).toMatchObject({
      ok: true,
    });
    const tcp = url.replace('http', 'tcp');
    const visited = (seen: () => void) => {
      server.once('connection', seen);
      return () => server.off('connection', seen);
    };
    expect(await probePublicUrl(tcp, nonces, visited, { routeTo: async () => proxy })).toMatchObject({ ok: true });
  });
});

test.each(['http', 'socks5'])('an %s proxy that is not there is named', async (scheme) => {
  const proxy = new URL(`${scheme}://127.0.0.1:${await freePort()}`);
  const error = await failure(proxy, 'ws://exit.example.com:8123');
  expect(error.message).toBe(
    `The proxy ${proxy.host} cannot be reached (nothing listens there): check the proxy’s address in the settings or the environment.`,
  );
});

test.skipIf(!isInstalled('tinyproxy'))(
  'a share with a wrong password of its proxy ends with one line that does not show it',
  async () => {
    const exit = await startExit(processes, { controlHost: '0.0.0.0' }, ['--no-auto-tls', '--insecure']);
    const proxy = withPassword(await startTinyproxy(processes), 'wr0ng');
    const server = `ws://${ownAddress()}:${exit.controlPort}`;
    const args = ['share', '3000', '--server', server, '--token-file', exit.tokenFile];
    const program = await processes.startEntry('cli/main.ts', args, { env: { ALL_PROXY: proxy.href } });
    expect(await program.ended).toBe(1);
    expect(program.stderr.at(-1)).toContain(`The proxy ${proxy.host} refused the user name or password (401)`);
    expect(program.output).not.toContain('wr0ng');
  },
);

test.skipIf(!isInstalled('nginx'))(
  'a client on long-polling goes back to a WebSocket when nobody uses it',
  async () => {
    const exit = await startExit(processes);
    const endpoint = { url: await nginxBefore(processes, exit.controlPort, BUFFERING), token: TOKEN };
    const upgrading = await nginxBefore(processes, exit.controlPort, UPGRADING);
    let busy = true;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const supervisor = new Supervisor({
      endpoint: async () => endpoint,
      identity: { clientId: 'a-client-that-returns', clientName: 'test', clientVersion: '0', platform: 'test' },
      log,
      dialer: new LinkDialer(log, {
        retryMs: 20,
        dial: {
          // The network lets WebSockets through from the moment on that nobody uses the tunnel.
          tunnel: (options) => dialTunnel({ ...options, url: busy ? endpoint.url : upgrading }),
          poll: dialPoll,
        },
      }),
    });
    cleanups.push(() => supervisor.stop());
    const seen: LinkState[] = [];
    supervisor.link.subscribe((link) => seen.push(link));
    let answers = 0;
    supervisor.open({
      kind: 'http',
      name: 'returns',
      upstream: 'http://127.0.0.1:1',
      live: {
        get busy() {
          return busy;
        },
        accept: () => expect.unreachable(),
        close() {},
      },
      onAnswer: ({ opened }) => {
        expect(opened).toBe(true);
        answers += 1;
      },
      onClosed: (code) => expect.unreachable(code),
    });
    const transport = () => (supervisor.link.value.state === 'online' ? supervisor.link.value.transport : undefined);
    await eventually('online over long-polling', () => answers === 1 && transport() === 'long-polling');
    busy = false;
    await eventually('online over a WebSocket', () => answers === 2 && transport() === 'websocket');
    expect(seen.map(({ state }) => state)).toEqual(['idle', 'connecting', 'online', 'online']);
    // The close of the one that was left goes its own way there.
    await eventually('the exit server has one client', async () => (await connected(exit)) === 1);
  },
);

/** How many clients the exit server has. */
async function connected({ controlPort }: ExitProgram): Promise<number> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const report = await fetch(`http://127.0.0.1:${controlPort}/status`, { headers });
  return ((await report.json()) as { sessions: unknown[] }).sessions.length;
}
