import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseJoinLink } from '../../shared/wire/join-link.ts';
import { freePort } from '../testing/free-port.ts';
import { IssuedFiles } from '../testing/issued-files.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { ExitProcess } from '../testing/run-exit.ts';
import { TestClient } from '../testing/test-client.ts';
import { TEST_TOKEN } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';
import { type Flag, variableOf } from './flags/flag.ts';
import { FLAGS } from './options.ts';

/** Up to seven programs one after the other, each of which takes seconds to start where a machine is busy, ms. */
const CHAIN_MS = 180_000;
vi.setConfig({ testTimeout: CHAIN_MS });

const LOOPBACK = ['--control-addr', '127.0.0.1:0', '--data-addr', '127.0.0.1:0'];

let folder: string;
let tokenFile: string;
let processes: ExitProcess[] = [];
const dataDir = () => join(folder, 'data');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-exit-'));
  tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${TEST_TOKEN}\n`, { mode: 0o600 });
});

afterAll(() => rmSync(folder, { recursive: true }));

afterEach(async () => {
  await Promise.all(processes.map((running) => running.stop()));
  processes = [];
  // Only now: a server that still runs writes there.
  rmSync(dataDir(), { recursive: true, force: true });
});

function run(args: readonly string[], environment: Record<string, string> = {}): ExitProcess {
  const started = new ExitProcess(args, environment, folder);
  processes.push(started);
  return started;
}

describe('wrong usage ends with code 2 and one line', () => {
  it.each<[string, string[], string]>([
    ['no token', [], 'give --token-file FILE (or PORTHOLE_EXIT_TOKEN_FILE)'],
    ['an unknown flag', ['--control-adr', 'x'], "unknown option '--control-adr'"],
    ['a flag without its value', ['--domain'], 'argument missing'],
    [
      'an unknown command',
      ['tokens'],
      'unknown command "tokens": the commands are "status", "health", "token", "licence", "generate"',
    ],
    ['a bad address', ['--control-addr', '8123'], '--control-addr must be HOST:PORT'],
    ['a bad range', ['--tcp-ports', '9-1'], '--tcp-ports must be FROM-TO'],
    ['a missing token file', ['--token-file', 'missing'], 'the token file missing cannot be read (ENOENT)'],
    ['status without a token', ['status'], 'give --token-file FILE'],
    ['status of what is no URL', ['status', '--url', '8123', '--token-file', 'x'], '--url must be'],
    ['a certificate without its key', ['--tls-cert', 'c', '--token-file', 'token'], '--tls-cert and --tls-key belong'],
    [
      'an ACME domain alone',
      ['--acme-domain', 'a.example', '--token-file', 'token'],
      '--acme-domain needs --acme-email',
    ],
    [
      'a token sent in the clear',
      ['status', '--url', 'ws://exit.example.com:8123', '--token-file', 'token'],
      'cross the network to exit.example.com:8123 in the clear',
    ],
    [
      'a CA for plain HTTP',
      ['status', '--url', 'http://127.0.0.1:1', '--ca', 'x', '--token-file', 'token'],
      '--ca is for https://',
    ],
    [
      'a CA that is none',
      ['status', '--url', 'https://127.0.0.1:1', '--ca', 'token', '--token-file', 'token'],
      '--ca token holds no certificate of a CA',
    ],
    ['an argument too many', ['status', 'now'], 'see "porthole-exit --help"'],
  ])('%s', async (_what, args, message) => {
    const wrong = run(args);
    expect(await wrong.ends()).toBe(2);
    expect(wrong.stdout).toBe('');
    expect(wrong.stderr).toMatch(/^porthole-exit: [^\n]+\n$/);
    expect(wrong.stderr).toContain(message);
  });
});

describe('--check', () => {
  it('says that the configuration is good and who would reach what, and leaves nothing behind', async () => {
    const check = run(['--check', '--token-file', tokenFile, '--domain', 'exit.example.com']);
    expect(await check.ends()).toBe(0);
    expect(check.stdout).toMatch(/^the configuration is good\n/);
    expect(check.stdout).toContain('clients reach the control plane on 0.0.0.0:8123 from every network, over TLS\n');
    expect(check.stdout).toContain('warning: what visitors send and get crosses the network in the clear');
    expect(check.stderr).toBe('');
    expect(readdirSync(folder)).toEqual(['token']);
  });

  it.each<[string, string[], string]>([
    ['a wrong flag', ['--max-tunnels', 'many'], '--max-tunnels must be a whole number'],
    ['a missing token file', ['--token-file', 'missing'], 'cannot be read (ENOENT)'],
    ['a token in the clear', ['--no-auto-tls'], 'the token would cross the network in the clear on 0.0.0.0:8123'],
  ])('refuses %s', async (_what, args, message) => {
    const check = run(['--check', '--token-file', tokenFile, ...args]);
    expect(await check.ends()).toBe(2);
    expect(check.stderr).toContain(message);
    expect(check.stdout).toBe('');
  });

  it('refuses certificates that cannot be read', async () => {
    const files = ['--tls-cert', 'missing.pem', '--tls-key', 'missing.key'];
    const check = run(['--check', '--token-file', tokenFile, ...files]);
    expect(await check.ends()).not.toBe(0);
    expect(check.stderr).toMatch(/^porthole-exit: [^\n]*missing\.[^\n]*\n$/);
  });
});

it('does not start where tokens would cross the network in the clear, unless told to', async () => {
  const args = [
    '--control-addr',
    '0.0.0.0:0',
    '--data-addr',
    '127.0.0.1:0',
    '--no-auto-tls',
    '--token-file',
    tokenFile,
  ];
  const refused = run(args);
  expect(await refused.ends()).toBe(2);
  expect(refused.stderr).toContain('or say --insecure');
  const exit = run([...args, '--insecure', '--log-format', 'json']);
  const { controlPort } = await exit.listens();
  await until(
    () =>
      exit.stderr.includes(
        `tokens and all traffic of clients cross the network in the clear on 0.0.0.0:${controlPort}`,
      ),
    'the warning',
  );
  expect(exit.stderr).toContain(
    `clients reach the control plane on 0.0.0.0:${controlPort} from every network, in the clear`,
  );
});

it('explains every flag and its variable in --help', async () => {
  const help = run(['--help']);
  expect(await help.ends()).toBe(0);
  for (const flag of Object.values<Flag>(FLAGS)) {
    expect(help.stdout).toContain(flag.spelling);
    expect(help.stdout.replace(/\s+/g, ' ')).toContain(variableOf(flag));
  }
  expect(help.stdout).toContain('--dev-mode');
  expect(help.stderr).toBe('');
});

describe('a running exit server', () => {
  it('is found, used and stopped: code 0 on SIGTERM after running requests have finished', async () => {
    const exit = run([...LOOPBACK, '--token-file', tokenFile, '--log-format', 'json']);
    const ports = await exit.listens();
    const client = await TestClient.connect(ports);
    const finish: (() => void)[] = [];
    await client.open({ name: 'slow' }, (stream) => {
      finish.push(() => stream.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone')));
    });
    const visitor = new RawVisitor(ports.dataPort);
    visitor.get('slow.localhost');
    await until(() => finish.length === 1, 'the request');
    exit.signal('SIGTERM');
    await client.next('drain');
    expect(exit.code).toBeUndefined();
    finish[0]?.();
    await visitor.isEnded();
    visitor.destroy();
    expect(visitor.text).toMatch(/done$/);
    expect(await exit.ends()).toBe(0);
    await until(() => client.closed !== undefined, 'the end of the session');
    expect(exit.stdout).toBe(
      `control plane on 127.0.0.1:${ports.controlPort}\ndata plane on 127.0.0.1:${ports.dataPort}\n`,
    );
    const lines = exit.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.msg)).toEqual(
      expect.arrayContaining(['client connected', 'tunnel opened', 'stopped']),
    );
    expect(exit.stderr).not.toContain(TEST_TOKEN);
    expect(readdirSync(folder)).toEqual(['token']);
  });

  it('ends at once on a second signal', async () => {
    const exit = run([...LOOPBACK, '--token-file', tokenFile]);
    const ports = await exit.listens();
    const client = await TestClient.connect(ports);
    let asked = false;
    await client.open({ name: 'never' }, () => {
      asked = true;
    });
    const visitor = new RawVisitor(ports.dataPort);
    visitor.get('never.localhost');
    await until(() => asked, 'the request');
    exit.signal('SIGINT');
    await client.next('drain');
    // One that comes right behind the first is taken for the same (see shared/stop-signal.ts).
    await until(() => {
      exit.signal('SIGINT');
      return exit.code !== undefined;
    }, 'the end');
    expect(exit.code).toBe(1);
    visitor.destroy();
    client.destroy();
  });

  it('prints a join link in dev mode that works', async () => {
    const exit = run([...LOOPBACK, '--dev-mode', '--log-level', 'silent']);
    const ports = await exit.listens();
    await until(() => exit.stdout.includes('join link '), 'the join link');
    const link = parseJoinLink(/^join link (.*)$/m.exec(exit.stdout)?.[1] ?? '');
    expect(link.server).toBe(`ws://127.0.0.1:${ports.controlPort}`);
    const status = await fetch(`http://127.0.0.1:${ports.controlPort}/status`, {
      headers: { Authorization: `Bearer ${link.token}`, Connection: 'close' },
    });
    expect(status.status).toBe(200);
    await status.text();
    expect(exit.stderr).toBe('');
    expect(existsSync(join(folder, 'porthole-exit'))).toBe(false);
  });

  it('takes a flag before its variable', async () => {
    const environment = {
      PORTHOLE_EXIT_CONTROL_ADDR: '127.0.0.1:0',
      PORTHOLE_EXIT_DATA_ADDR: 'nonsense',
      PORTHOLE_EXIT_TOKEN_FILE: tokenFile,
      PORTHOLE_EXIT_DOMAIN: 'variable.example',
    };
    const exit = run(['--data-addr', '127.0.0.1:0'], environment);
    const ports = await exit.listens();
    const shown = run(['status', '--url', `ws://127.0.0.1:${ports.controlPort}`, '--json'], environment);
    expect(await shown.ends()).toBe(0);
    expect(JSON.parse(shown.stdout)).toMatchObject({ domain: 'variable.example', sessions: [] });
  });

  it('names the flag to change when a port is in use: code 1 and one line', async () => {
    const first = run([...LOOPBACK, '--token-file', tokenFile]);
    const { dataPort } = await first.listens();
    const second = run([
      '--control-addr',
      '127.0.0.1:0',
      '--data-addr',
      `127.0.0.1:${dataPort}`,
      '--token-file',
      tokenFile,
    ]);
    expect(await second.ends()).toBe(1);
    expect(second.stdout).toBe('');
    expect(second.stderr).toBe(
      `porthole-exit: 127.0.0.1:${dataPort} is in use by another program: choose another address with --data-addr\n`,
    );
  });

  it.skipIf(process.platform === 'win32')('warns of a token file that others can read', async () => {
    const open = join(folder, 'open-token');
    writeFileSync(open, TEST_TOKEN, { mode: 0o644 });
    const exit = run([...LOOPBACK, '--token-file', open, '--log-format', 'text']);
    await exit.listens();
    await until(() => exit.stderr.includes('chmod 600'), 'the warning');
    rmSync(open);
  });
});

describe('TLS', () => {
  const auto = () => [...LOOPBACK, '--auto-tls', '--token-file', tokenFile, '--data-dir', dataDir()];

  it('makes a CA of its own, prints its fingerprint but not the token, and is known by it', async () => {
    const exit = run(auto());
    const { controlPort } = await exit.listens();
    // Whoever has waited for the addresses may make a token with a join link at once.
    expect(existsSync(join(dataDir(), 'address.json'))).toBe(true);
    await until(() => /^control plane CA .*\n/m.test(exit.stdout), 'the fingerprint');
    const fingerprint = /^control plane CA (sha256:[0-9a-f]{64})$/m.exec(exit.stdout)?.[1] ?? '';
    expect(exit.stdout + exit.stderr).not.toContain(TEST_TOKEN);
    const status = ['status', '--url', `wss://127.0.0.1:${controlPort}`, '--token-file', tokenFile, '--ca'];
    const pinned = run([...status, fingerprint]);
    expect(await pinned.ends()).toBe(0);
    const byFile = run([...status, join(dataDir(), 'tls', 'ca.crt')]);
    expect(await byFile.ends()).toBe(0);
    const byFolder = run(['status', '--data-dir', dataDir(), '--token-file', tokenFile, '--json']);
    expect(await byFolder.ends()).toBe(0);
    expect(JSON.parse(byFolder.stdout)).toMatchObject({ controlAddr: `127.0.0.1:${controlPort}` });
    const wrong = run([...status, `sha256:${'0'.repeat(64)}`]);
    expect(await wrong.ends()).toBe(1);
    expect(wrong.stderr).toMatch(/^porthole-exit: [^\n]*another certificate authority[^\n]*\n$/);
    exit.signal('SIGTERM');
    expect(await exit.ends()).toBe(0);
    const again = run(auto());
    await until(() => again.stdout.includes('control plane CA '), 'the fingerprint');
    expect(again.stdout).toContain(`control plane CA ${fingerprint}\n`);
  });

  it('prints a join link with the CA in dev mode, which keeps nothing', async () => {
    const exit = run([...LOOPBACK, '--dev-mode', '--auto-tls', '--data-dir', dataDir(), '--log-level', 'silent']);
    const { controlPort } = await exit.listens();
    await until(() => exit.stdout.includes('join link '), 'the join link');
    const link = parseJoinLink(/^join link (.*)$/m.exec(exit.stdout)?.[1] ?? '');
    expect(link).toMatchObject({ server: `wss://127.0.0.1:${controlPort}`, ca: expect.stringMatching(/^sha256:/) });
    expect(existsSync(dataDir())).toBe(false);
  });

  it('reads its files again on SIGHUP, which does not stop it', async () => {
    const files = await IssuedFiles.make();
    const pair = await files.write(await files.issue(['old.example']));
    const exit = run([...LOOPBACK, '--tls-cert', pair.certificate, '--tls-key', pair.key, '--token-file', tokenFile]);
    await exit.listens();
    await files.replace(pair, await files.issue(['fresh.example']));
    exit.signal('SIGHUP');
    await until(() => exit.stderr.includes('fresh.example'), 'the new certificate in the log');
    expect(exit.code).toBeUndefined();
    exit.signal('SIGTERM');
    expect(await exit.ends()).toBe(0);
    files.remove();
  });

  it('fails with code 1 and one line where a certificate cannot be used', async () => {
    const exit = run([...LOOPBACK, '--tls-cert', tokenFile, '--tls-key', tokenFile, '--token-file', tokenFile]);
    expect(await exit.ends()).toBe(1);
    expect(exit.stderr).toBe(
      `porthole-exit: ${tokenFile} holds no certificate in PEM: it must contain a line "-----BEGIN CERTIFICATE-----"\n`,
    );
  });
});

describe('porthole-exit status', () => {
  it('shows the server, several clients and what their upstreams do', async () => {
    const exit = run([...LOOPBACK, '--tcp-addr', '127.0.0.1', '--tcp-ports', '0', '--token-file', tokenFile]);
    const ports = await exit.listens();
    const status = ['status', '--url', `http://127.0.0.1:${ports.controlPort}`, '--token-file', tokenFile];
    const nobody = run(status);
    expect(await nobody.ends()).toBe(0);
    expect(nobody.stdout).toMatch(/^Connected clients\nnone/m);

    const [web, database] = [await TestClient.connect(ports), await TestClient.connect(ports)];
    await web.open({ name: 'blog', upstream: 'http://127.0.0.1:3000' }, () => {});
    const { tunnelId, publicUrl } = await database.open(
      { kind: 'tcp', name: 'db', upstream: '127.0.0.1:5432' },
      () => {},
    );
    database.send({ type: 'health', tunnelId, healthy: false, message: 'Nothing listens on 5432.' });
    // Its answer comes behind what was sent before.
    await database.request({ name: 'shop', upstream: 'http://[::1]:4000' });
    const shown = run(status);
    expect(await shown.ends()).toBe(0);
    const cells = shown.stdout.split('\n').map((line) => line.split(/ {2,}/));
    const from = expect.stringMatching(/^127\.0\.0\.1:\d+$/);
    const since = expect.stringMatching(/^\d+ s$/);
    const client = ({ clientId }: TestClient) => [
      clientId.slice(0, 8),
      'test computer',
      from,
      since,
      expect.anything(),
    ];
    const host = (name: string) => `http://${name}.localhost:${ports.dataPort}`;
    expect(cells).toContainEqual(['Clients', '2']);
    expect(cells).toContainEqual([...client(web), host('blog'), 'http://127.0.0.1:3000', '-']);
    expect(cells).toContainEqual([...client(database), publicUrl, '127.0.0.1:5432', 'Nothing listens on 5432.']);
    expect(cells).toContainEqual(['', host('shop'), 'http://[::1]:4000', '-']);
    web.destroy();
    database.destroy();
  });

  it('fails with code 1 and one line where there is none, or the token is wrong', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const nobody = run(['status', '--url', url, '--token-file', tokenFile]);
    expect(await nobody.ends()).toBe(1);
    expect(nobody.stderr).toBe(
      `porthole-exit: no exit server answers at ${url} (ECONNREFUSED): give its control plane with --url\n`,
    );
    const exit = run([...LOOPBACK, '--dev-mode']);
    const { controlPort } = await exit.listens();
    const refused = run(['status', '--url', `http://127.0.0.1:${controlPort}`, '--token-file', tokenFile]);
    expect(await refused.ends()).toBe(1);
    expect(refused.stderr).toMatch(/^porthole-exit: the exit server at [^\n]* refused the token[^\n]*\n$/);
  });
});
