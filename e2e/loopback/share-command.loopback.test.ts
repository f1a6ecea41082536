import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectLocally } from '../../electron/rpc/local-endpoint.ts';
import { SecureUpstream } from '../../exit/testing/secure-upstream.ts';
import { ROOT } from '../../scripts/setup/checkout.js';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { visit } from '../fixtures/visit.ts';

const run = promisify(execFile);
const processes = new Processes();
const upstreams: NodeUpstream[] = [];

afterEach(async () => {
  await processes.end();
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

async function helloUpstream(): Promise<number> {
  const upstream = await startNodeUpstream((request, response) => response.end(`hello from ${request.headers.host}`));
  upstreams.push(upstream);
  return upstream.port;
}

test.skipIf(!isInstalled('curl'))(
  'npm run porthole share PORT prints the URL, and curl of it gives the bytes of the service',
  async () => {
    const port = await helloUpstream();
    const share = await processes.start(
      'npm',
      ['run', '-s', 'porthole', '--', 'share', String(port), '--name', 'hello'],
      {
        cwd: ROOT,
        ready: / -> /,
      },
    );
    const line = share.stdout[0] ?? '';
    const [, url = '', host = ''] = /^(http:\/\/(hello\.localhost:\d+)) -> http:\/\/127\.0\.0\.1:\d+$/.exec(line) ?? [];
    expect(line).toBe(`${url} -> http://127.0.0.1:${port}`);
    const { stdout } = await run('curl', ['-sS', `${url}/`]);
    expect(stdout).toBe(`hello from ${host}`);
  },
);

test.skipIf(!isInstalled('curl'))('the same over an exit server of its own process', async () => {
  const port = await helloUpstream();
  const exit = await startExit(processes);
  const share = await startShare(processes, port, exit, ['--name', 'hello']);
  expect(share.publicUrl.href).toBe(`http://hello.localhost:${exit.dataPort}/`);
  const { stdout } = await run('curl', ['-sS', share.publicUrl.href]);
  expect(stdout).toBe(`hello from hello.localhost:${exit.dataPort}`);
});

test('--json prints one object a line', async () => {
  const port = await helloUpstream();
  const exit = await startExit(processes);
  const args = [
    'share',
    String(port),
    '--server',
    exit.controlUrl,
    '--token-file',
    exit.tokenFile,
    '--name',
    'j',
    '--json',
  ];
  const share = await processes.startEntry('cli/main.ts', args, { ready: /"event":"shared"/ });
  await share.waitForLine(/"event":"status".*"online"/);
  const events = share.stdout.map((line) => JSON.parse(line));
  expect(events[0]).toEqual({
    event: 'shared',
    name: 'j',
    publicUrl: `http://j.localhost:${exit.dataPort}`,
    upstream: `http://127.0.0.1:${port}`,
  });
});

describe('a service that speaks TLS is found to, by its port alone', () => {
  let sealed: SecureUpstream;

  beforeAll(async () => {
    sealed = await SecureUpstream.start(['localhost']);
  });

  afterAll(() => sealed.close());

  /** Sends a body through the tunnel, which the service sends back. */
  async function expectEcho(url: URL): Promise<void> {
    const echoed = await visit(url, { method: 'POST', body: 'sealed' });
    expect([echoed.status, echoed.body.toString()]).toEqual([200, 'sealed']);
  }

  test.each([
    ['a port', (port: number) => String(port), []],
    ['a port and a name', (port: number) => String(port), ['--name', 'sealed']],
    ['an address', (port: number) => `127.0.0.1:${port}`, []],
    ['a host and a name', (port: number) => `localhost:${port}`, ['--name', 'sealed']],
  ])('over an exit server of one’s own: %s', async (_, target, flags) => {
    const share = await startShare(processes, target(sealed.port), await startExit(processes), flags);
    const [, , upstream] = await share.program.waitForLine(/^(\S+) -> (\S+)$/);
    expect(upstream).toMatch(/^https:/);
    await expectEcho(share.publicUrl);
  });

  test.each([
    ['without a name', []],
    ['with a name', ['--name', 'sealed']],
  ])('on this computer, beside a running app: %s', async (_, flags) => {
    const dataDir = await processes.temporaryFolder();
    const serve = ['serve', '--port', '0', '--no-open', '--data-dir', dataDir];
    await processes.startEntry('cli/main.ts', serve, { ready: /^Porthole is ready/ });
    const program = await processes.startEntry('cli/main.ts', ['share', String(sealed.port), ...flags], {
      ready: / -> /,
    });
    const [, url = '', upstream] = await program.waitForLine(/^(\S+) -> (\S+)$/);
    expect(upstream).toBe(`https://127.0.0.1:${sealed.port}`);
    await expectEcho(new URL(url));

    // And in that app, whoever asks it.
    const app = await connectLocally(dataDir);
    onTestFinished(() => app?.close());
    const named = flags.length > 0 ? { name: 'of-the-app' } : {};
    const shared = await app?.client.tunnels.share({ target: String(sealed.port), kind: 'http', ...named });
    expect(shared?.upstream).toBe(`https://127.0.0.1:${sealed.port}`);
    await expectEcho(new URL(shared?.publicUrl ?? ''));
  });
});

test('SIGTERM ends it with exit code 0, and the exit server forgets the name', async () => {
  const port = await helloUpstream();
  const exit = await startExit(processes);
  const share = await startShare(processes, port, exit, ['--name', 'bye']);
  expect(await share.program.stop()).toBe(0);
  const gone = await visit(share.publicUrl);
  expect([gone.status, gone.headers['porthole-error']]).toEqual([503, 'client-away']);
});

test.each([
  ['a target that is none', ['share', 'my host'], '"my host" is not an address'],
  ['no target', ['share'], "missing required argument 'target'"],
  ['a server without its token', ['share', '3000', '--server', 'ws://127.0.0.1:1'], '--server needs --token-file'],
  ['two kinds at once', ['share', '3000', '--tcp', '--tls'], '--tls and --tcp exclude each other'],
  ['a TCP service of several', ['share', '3000', '--tcp', '--shared'], '--shared and --tcp exclude each other'],
  ['a private service of nobody else', ['share', '5432', '--private'], '--private needs --server'],
  ['a service of several without a place', ['share', '3000', '--shared'], '--shared needs --server'],
  ['an unknown command', ['fly'], "unknown command 'fly'"],
  ['a bad name', ['share', '3000', '--name', 'No_Good'], '--name "No_Good": Use 1 to 63'],
  ['a bad port', ['serve', '--port', '99999'], '--port "99999" is not a port'],
])('%s is wrong usage: exit code 2 and one line', async (_, args, text) => {
  const program = await processes.startEntry('cli/main.ts', args);
  expect(await program.ended).toBe(2);
  expect(program.stdout).toEqual([]);
  expect(program.stderr).toHaveLength(1);
  expect(program.stderr[0]).toContain(text);
});

test('a mistyped token is refused before anything is dialled: exit code 2 and one line', async () => {
  const tokenFile = join(await processes.temporaryFolder(), 'mistyped');
  await writeFile(tokenFile, 'ph_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlX_2L8BQ2');
  const args = ['share', '3000', '--server', 'wss://exit.invalid', '--token-file', tokenFile];
  const program = await processes.startEntry('cli/main.ts', args);
  expect(await program.ended).toBe(2);
  expect(program.stderr).toEqual([expect.stringContaining('The token is mistyped')]);
});

test('the token may come from the environment', async () => {
  const exit = await startExit(processes);
  const args = ['share', '3000', '--server', exit.controlUrl];
  const env = { PORTHOLE_TOKEN: 'another-token-0123456789' };
  const program = await processes.startEntry('cli/main.ts', args, { env });
  expect(await program.ended).toBe(1);
  expect(program.stderr).toEqual([expect.stringMatching(/refused the token/)]);
});

test('a wrong token is refused with the reason: exit code 1 and one line', async () => {
  const exit = await startExit(processes);
  const tokenFile = join(await processes.temporaryFolder(), 'wrong');
  await writeFile(tokenFile, 'another-token-0123456789');
  const args = ['share', '3000', '--server', exit.controlUrl, '--token-file', tokenFile];
  const program = await processes.startEntry('cli/main.ts', args);
  expect(await program.ended).toBe(1);
  expect(program.stderr).toHaveLength(1);
  expect(program.stderr[0]).toMatch(/refused the token/);
});
