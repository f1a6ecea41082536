import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ADMIN_TOKENS_PATH } from '../../shared/tokens/admin-api.ts';
import { parseJoinLink } from '../../shared/wire/join-link.ts';
import { ExitProcess } from '../testing/run-exit.ts';
import { TestClient } from '../testing/test-client.ts';
import { TEST_TOKEN } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

/** Up to six programs one after the other, each of which takes seconds to start where a machine is busy, ms. */
const CHAIN_MS = 180_000;
vi.setConfig({ testTimeout: CHAIN_MS });

/** How long a guest's token lasts: until its client has connected, on a machine that stands still for seconds, too. */
const GUEST_MS = 6_000;
const LOOPBACK = ['--control-addr', '127.0.0.1:0', '--data-addr', '127.0.0.1:0', '--tcp-addr', '127.0.0.1'];

let folder: string;
let dataDir: string;
let processes: ExitProcess[];
let clients: TestClient[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-tokens-'));
  dataDir = join(folder, 'data');
  processes = [];
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await Promise.all(processes.map((running) => running.stop()));
  rmSync(folder, { recursive: true });
});

function run(...args: string[]): ExitProcess {
  const started = new ExitProcess(args, { PORTHOLE_EXIT_DATA_DIR: dataDir }, folder);
  processes.push(started);
  return started;
}

/** Runs `porthole-exit token …` to its end. */
async function token(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = run('token', ...args);
  return { code: await command.ends(), stdout: command.stdout, stderr: command.stderr };
}

async function make(label: string, ...flags: string[]): Promise<{ id: string; token: string; joinLink: string }> {
  const { code, stdout, stderr } = await token('create', '--label', label, '--json', ...flags);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const list = async () => JSON.parse((await token('list', '--json')).stdout);

async function connect(ports: { controlPort: number }, secret: string): Promise<TestClient> {
  const client = await TestClient.connect({ ...ports, token: secret });
  clients.push(client);
  return client;
}

const status = (controlPort: number, path: string, secret: string) =>
  fetch(`http://127.0.0.1:${controlPort}${path}`, {
    headers: { Authorization: `Bearer ${secret}`, Connection: 'close' },
  });

describe('an exit server with tokens of its own', () => {
  it('is not ready while they cannot be read', async () => {
    await make('one');
    const exit = run(...LOOPBACK, '--log-format', 'json');
    const { controlPort } = await exit.listens();
    const ready = () => status(controlPort, '/readyz', '');
    expect((await ready()).status).toBe(200);
    rmSync(dataDir, { recursive: true });
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'tokens.sqlite'), 'no database '.repeat(400));
    await until(async () => (await ready()).status === 503, '/readyz to tell');
    expect((await (await ready()).json()).checks).toMatchObject({ store: 'the tokens cannot be read' });
  });

  it('takes tokens that were made before its start and while it runs, and keeps to their scopes', async () => {
    const scope = ['--names', 'blog,*-dev', '--tcp', '40000-40100', '--max-tunnels', '3'];
    const early = await make('early', ...scope);
    const exit = run(...LOOPBACK, '--tcp-ports', '40050-40999', '--log-format', 'json');
    const ports = await exit.listens();
    const client = await connect(ports, early.token);
    const asked = async (request: object) => {
      const answer = await client.request(request);
      return answer.type === 'tunnel-refused' ? [answer.code, answer.message] : answer.type;
    };
    expect(await asked({ name: 'blog' })).toBe('tunnel-opened');
    expect(await asked({ name: 'shop' })).toEqual([
      'not-allowed',
      'This token may use the names blog, *-dev; not shop.',
    ]);
    expect(await asked({ kind: 'tcp', name: 'db', remotePort: 40_101 })).toEqual([
      'port-not-allowed',
      'This token may use the TCP ports 40000-40100; not 40101.',
    ]);
    const chosen = await client.request({ kind: 'tcp', name: 'db' });
    if (chosen.type !== 'tunnel-opened') throw new Error(chosen.message);
    expect(Number(new URL(chosen.publicUrl).port)).toBeGreaterThanOrEqual(40_050);
    expect(Number(new URL(chosen.publicUrl).port)).toBeLessThanOrEqual(40_100);
    const second = await connect(ports, early.token);
    expect((await second.request({ name: 'a-dev' })).type).toBe('tunnel-opened');
    expect(await asked({ name: 'b-dev' })).toEqual(['too-many-tunnels', expect.stringContaining('3 tunnels at once')]);

    const late = await make('late');
    expect(parseJoinLink(late.joinLink)).toEqual({ server: `ws://127.0.0.1:${ports.controlPort}`, token: late.token });
    await until(() => connect(ports, late.token).then(Boolean, () => false), 'the new token to count');
  });

  it('ends the sessions of a revoked token, tells why, and refuses it from then on', async () => {
    const [one, two] = [await make('one'), await make('two', '--admin')];
    const exit = run(...LOOPBACK, '--log-format', 'json');
    const ports = await exit.listens();
    const [client, other] = [await connect(ports, one.token), await connect(ports, two.token)];
    await client.request({ name: 'blog' });
    expect((await token('revoke', 'one')).code).toBe(0);
    const ended = await client.next('session-ended');
    expect(ended).toMatchObject({
      code: 'token-revoked',
      message: expect.stringMatching(/^This token was revoked on /),
    });
    await until(() => client.closed !== undefined, 'the end of the session');
    await expect(connect(ports, one.token)).rejects.toThrow('This token was revoked on');
    // The name is free again, and the other token goes on.
    expect((await other.request({ name: 'blog' })).type).toBe('tunnel-opened');
    // Not by one program after the other, each of which takes a busy machine seconds.
    const listed = async () => (await status(ports.controlPort, ADMIN_TOKENS_PATH, two.token)).json();
    await until(async () => (await listed()).tokens[0]?.lastUsedFrom === '127.0.0.1', 'the last use');

    expect((await status(ports.controlPort, '/status', two.token)).status).toBe(200);
    const texts = [exit.stdout, exit.stderr, JSON.stringify(await list())];
    for (const path of ['/status', '/metrics'])
      texts.push(await (await status(ports.controlPort, path, two.token)).text());
    for (const text of texts)
      for (const { token: secret } of [one, two]) expect(text).not.toContain(secret.slice(3, 30));
  });

  it('ends sessions when their token expires', async () => {
    const owner = await make('owner', '--admin');
    const exit = run(...LOOPBACK);
    const ports = await exit.listens();
    // Made by the server that runs: a busy machine may take longer to start or end a program than the token lasts.
    const made = await fetch(`http://127.0.0.1:${ports.controlPort}${ADMIN_TOKENS_PATH}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${owner.token}`, Connection: 'close' },
      body: JSON.stringify({ label: 'guest', expiresAt: new Date(Date.now() + GUEST_MS).toISOString() }),
    });
    const guest = (await made.json()) as { token: string };
    const client = await connect(ports, guest.token);
    expect(await client.next('session-ended')).toMatchObject({ code: 'token-expired' });
    await until(() => client.closed !== undefined, 'the end of the session');
    await expect(connect(ports, guest.token)).rejects.toThrow('This token expired on');
  });

  it('takes both secrets of a rotation until the overlap is over', async () => {
    const { id, token: old } = await make('laptop');
    const ports = await run(...LOOPBACK).listens();
    const client = await connect(ports, old);
    const renewed = JSON.parse((await token('rotate', 'laptop', '--overlap', '1h', '--json')).stdout);
    expect(renewed).toMatchObject({ id, previous: { last4: old.slice(-4) } });
    await connect(ports, renewed.token);
    await connect(ports, old);
    expect(client.closed).toBeUndefined();
    await token('rotate', id, '--overlap', '0');
    expect(await client.next('session-ended')).toMatchObject({ code: 'token-replaced' });
  });

  it('shows nothing of others to a token without --admin', async () => {
    const [plain, admin] = [await make('plain'), await make('admin', '--admin')];
    const { controlPort } = await run(...LOOPBACK).listens();
    for (const path of ['/status', '/metrics']) {
      const refused = await status(controlPort, path, plain.token);
      expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('--admin')]);
      expect((await status(controlPort, path, admin.token)).status).toBe(200);
    }
  });

  it('says that a folder was made for the first token, which the server must be given', async () => {
    const said = `${dataDir} was made for it: the token counts once a server runs with --data-dir ${dataDir}.`;
    expect((await token('create', '--label', 'one')).stderr).toContain(said);
    expect((await token('create', '--label', 'two')).stderr).not.toContain('was made for it');
  });

  it('says how to make a token where there is none', async () => {
    const exit = run(...LOOPBACK);
    expect(await exit.ends()).toBe(2);
    expect(exit.stderr).toContain('porthole-exit token create --label NAME');
    expect(existsSync(dataDir)).toBe(false);
  });

  it('takes a token file beside them, and reads it again when it changes', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, `${TEST_TOKEN}\n`, { mode: 0o600 });
    const own = await make('own');
    const exit = run(...LOOPBACK, '--token-file', file);
    const ports = await exit.listens();
    const [shared, mine] = [await connect(ports, TEST_TOKEN), await connect(ports, own.token)];
    writeFileSync(file, 'another-secret-of-the-owner\n');
    expect(await shared.next('session-ended')).toMatchObject({ code: 'token-revoked' });
    await connect(ports, 'another-secret-of-the-owner');
    expect(mine.closed).toBeUndefined();
  });
});

describe('porthole-exit token', () => {
  it('shows the token once, with a join link, and a list without secrets', async () => {
    const made = await token(
      'create',
      '--label',
      'Ada',
      '--expires',
      '2100-01-01',
      '--server',
      'wss://exit.example.com',
    );
    const [, secret = ''] = /^token {6}(ph_\w+)$/m.exec(made.stdout) ?? [];
    expect(made.code).toBe(0);
    const link = parseJoinLink(/^join link {2}(.*)$/m.exec(made.stdout)?.[1] ?? '');
    // A server with these flags would have a CA of its own, made now.
    expect(link).toEqual({ server: 'wss://exit.example.com', token: secret, ca: expect.stringMatching(/^sha256:/) });
    const shown = await token('list');
    expect(shown.stdout).toMatch(
      /^ID +Label +Token .*\ntk_\w+ +Ada +….{4} +any tunnel .* 2100-01-01 00:00 +never +-\n$/,
    );
    expect(shown.stdout + made.stderr).not.toContain(secret);
    expect(await list()).toEqual([expect.objectContaining({ label: 'Ada', last4: secret.slice(-4), scope: {} })]);
  });

  it.each<[string, string[], number, string]>([
    ['no command', [], 2, 'the commands of "token" are "create", "list", "revoke", "rotate"'],
    ['another command', ['delete'], 2, 'the commands of "token" are'],
    ['no label', ['create'], 2, 'give --label NAME'],
    [
      'a bad name',
      ['create', '--label', 'x', '--names', 'a b'],
      2,
      '--names must be names like blog or *-dev, not "a b"',
    ],
    ['a bad port', ['create', '--label', 'x', '--tcp', '9-1'], 2, '--tcp must be ports or ranges'],
    ['a bad target', ['create', '--label', 'x', '--forward', 'db'], 2, '--forward must be targets like db:5432'],
    ['a bad number', ['create', '--label', 'x', '--max-tunnels', '0'], 2, '--max-tunnels must be a whole number'],
    ['a bad expiry', ['create', '--label', 'x', '--expires', '2020-01-01'], 2, '--expires must be a duration like 30d'],
    ['a bad server', ['create', '--label', 'x', '--server', 'x'], 2, '--public-control-url must be wss://HOST:PORT'],
    ['a bad overlap', ['rotate', 'x', '--overlap', '1y'], 2, '--overlap must be 0 or a duration up to 90d'],
    ['a token that is not there', ['revoke', 'x'], 1, 'there are no tokens in'],
  ])('refuses %s in one line', async (_what, args, code, message) => {
    const wrong = await token(...args);
    expect([wrong.code, wrong.stdout]).toEqual([code, '']);
    const [last = ''] = wrong.stderr.trimEnd().split('\n').slice(-1);
    expect(last).toMatch(/^porthole-exit: /);
    expect(last).toContain(message);
    expect(existsSync(dataDir)).toBe(false);
  });

  it.skipIf(process.getuid?.() !== 0)('makes files of the server’s user when root runs it', async () => {
    // That user must get there: the folder for temporary files of a test run is closed to others.
    const around = dirname(folder);
    chmodSync(around, statSync(around).mode | 0o011);
    chmodSync(folder, 0o755);
    mkdirSync(dataDir);
    chownSync(dataDir, 12_345, 12_346);
    await make('one');
    expect(statSync(join(dataDir, 'tokens.sqlite'))).toMatchObject({ uid: 12_345, gid: 12_346 });
  });

  it.skipIf(process.getuid?.() !== 0)('says where to run it where that user cannot get there from here', async () => {
    mkdirSync(dataDir);
    chownSync(dataDir, 12_345, 12_346);
    chmodSync(folder, 0o700);
    const { code, stderr } = await token('list');
    expect(code).toBe(2);
    expect(stderr).toContain(`${dataDir} is reached by its service alone: run this where the service is, as nsenter `);
  });
});
