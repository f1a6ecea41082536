import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../exit/testing/free-port.ts';
import { type ExitProgram, lastingPorts, startExit } from '../fixtures/porthole.ts';
import { Processes, withFreePort } from '../fixtures/processes.ts';
import { startRedis } from '../fixtures/redis.ts';
import { isInstalled } from '../fixtures/system-program.ts';

const run = promisify(execFile);
const processes = new Processes();
const servers: Server[] = [];

/** An address of "the exit server's network", which nothing else uses. */
const OVER_THERE = '127.0.0.53';
const BULK = randomBytes(64 * 1024 * 1024);
const DIGEST = createHash('sha256').update(BULK).digest('hex');

afterEach(async () => {
  await processes.end();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** Starts `porthole forward` on a free local port; resolves when it has said that it listens. */
function startForward(exit: ExitProgram, target: string, flags: readonly string[] = []) {
  return withFreePort(async (port) => {
    const server = ['--server', exit.controlUrl, '--token-file', exit.tokenFile];
    const args = ['forward', String(port), target, ...server, ...flags];
    const program = await processes.startEntry('cli/main.ts', args, {
      ready: /^localhost:\d+ -> |"event":"forwarding"/,
    });
    return { port, program };
  });
}

/** Answers all that a connection sends, once it has ended, with its digest and the same bytes. */
async function startBulkServer(): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const hash = createHash('sha256');
    socket.on('error', () => {});
    socket.on('data', (chunk) => hash.update(chunk));
    socket.on('end', () => {
      socket.write(hash.digest());
      socket.end(BULK);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, OVER_THERE, resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Sends everything, ends its side, and resolves with all that came back, or rejects where the connection broke. */
function exchange(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks)));
  });
}

test('carries 64 MiB both ways unchanged, each direction to its own end', async () => {
  const target = await startBulkServer();
  const exit = await startExit(processes, {}, ['--allow-forward', `${OVER_THERE}:*`]);
  const { port, program } = await startForward(exit, `${OVER_THERE}:${target}`);
  expect(program.stdout[0]).toBe(`localhost:${port} -> ${OVER_THERE}:${target}`);
  const answer = await exchange(port, BULK);
  expect(answer.subarray(0, 32).toString('hex')).toBe(DIGEST);
  expect(createHash('sha256').update(answer.subarray(32)).digest('hex')).toBe(DIGEST);
});

test.skipIf(!isInstalled('redis-benchmark'))(
  'a Redis over there is used from here, again after the exit server was started anew',
  async () => {
    const redis = await startRedis(processes, OVER_THERE);
    const flags = ['--allow-forward', `${OVER_THERE}:1024-65535`];
    const exit = await startExit(processes, await lastingPorts(), flags);
    const { port, program } = await startForward(exit, `${OVER_THERE}:${redis.port}`);
    const ping = () => run('redis-cli', ['-h', '127.0.0.1', '-p', String(port), 'PING']);
    expect((await ping()).stdout).toBe('PONG\n');
    const args = [
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-n',
      '20000',
      '-c',
      '20',
      '-P',
      '4',
      '-t',
      'set,get',
      '--csv',
    ];
    const benchmark = await run('redis-benchmark', args);
    expect(benchmark.stdout.split('\n').filter((line) => /^"(SET|GET)"/.test(line))).toHaveLength(2);
    expect(benchmark.stderr).not.toMatch(/error/i);

    await exit.program.stop();
    await program.waitForLine(/reach|lost|refuses/i);
    // The port stays, and says no.
    await expect(exchange(port, Buffer.from('PING\r\n'))).rejects.toMatchObject({ code: 'ECONNRESET' });
    await startExit(processes, { control: exit.controlPort, data: exit.dataPort }, flags);
    await program.waitForLine(/online again/);
    expect((await ping()).stdout).toBe('PONG\n');
    expect(await program.stop()).toBe(0);
  },
);

test('a private service is reached from another client, and from nowhere else', async () => {
  const target = await startBulkServer();
  const exit = await startExit(processes);
  const share = await processes.startEntry(
    'cli/main.ts',
    [
      'share',
      `${OVER_THERE}:${target}`,
      '--private',
      '--name',
      'bulk',
      '--server',
      exit.controlUrl,
      '--token-file',
      exit.tokenFile,
    ],
    { ready: / -> / },
  );
  expect(share.stdout[0]).toBe(`bulk.internal -> tcp://${OVER_THERE}:${target}`);
  const { port } = await startForward(exit, 'bulk.internal', ['--json']);
  const answer = await exchange(port, BULK);
  expect(answer.subarray(0, 32).toString('hex')).toBe(DIGEST);
  expect(createHash('sha256').update(answer.subarray(32)).digest('hex')).toBe(DIGEST);
  const visit = await run('curl', [
    '-s',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code}',
    `http://bulk.localhost:${exit.dataPort}/`,
  ]);
  expect(visit.stdout).toBe('404');
});

test.each([
  ['a target that is not allowed', '10.9.8.7:5432', 1, 'its operator must add --allow-forward 10.9.8.7:5432.'],
  ['loopback of the exit server', '127.0.0.1:22', 1, 'its operator must add --allow-forward 127.0.0.1:22.'],
  ['a URL', 'http://db:5432', 2, '"http://db:5432" is a URL.'],
])('%s is refused with the reason, in one line', async (_, target, code, text) => {
  const exit = await startExit(processes, {}, ['--allow-forward', `${OVER_THERE}:*`]);
  const args = [
    'forward',
    String(await freePort()),
    target,
    '--server',
    exit.controlUrl,
    '--token-file',
    exit.tokenFile,
  ];
  const program = await processes.startEntry('cli/main.ts', args);
  expect(await program.ended).toBe(code);
  expect(program.stderr).toHaveLength(1);
  expect(program.stderr[0]).toContain(text);
});

test('says why nothing answers over there, and resets whoever connects', async () => {
  const exit = await startExit(processes, {}, ['--allow-forward', `${OVER_THERE}:*`]);
  const { port, program } = await startForward(exit, `${OVER_THERE}:1`);
  await program.waitForLine(/Nothing listens on 127\.0\.0\.53:1, as the exit server sees it since/);
  await expect(exchange(port, Buffer.from('hello'))).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('a local port that is in use is said at once', async () => {
  const exit = await startExit(processes, {}, ['--allow-forward', `${OVER_THERE}:*`]);
  const first = await startForward(exit, `${OVER_THERE}:1`);
  const args = [
    'forward',
    String(first.port),
    `${OVER_THERE}:2`,
    '--server',
    exit.controlUrl,
    '--token-file',
    exit.tokenFile,
  ];
  const program = await processes.startEntry('cli/main.ts', args);
  expect(await program.ended).toBe(1);
  expect(program.stderr[0]).toContain(`Port ${first.port} of this computer is in use by another program.`);
});
