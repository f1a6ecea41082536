import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startRedis } from '../fixtures/redis.ts';
import { isInstalled } from '../fixtures/system-program.ts';

const run = promisify(execFile);
const processes = new Processes();

afterAll(() => processes.end());

test.skipIf(!isInstalled('redis-benchmark'))('Redis works over a TCP tunnel', async () => {
  const redis = await startRedis(processes);
  const exit = await startExit(processes);
  const { publicUrl } = await startShare(processes, redis.port, exit, ['--tcp', '--name', 'redis']);
  expect(publicUrl.protocol).toBe('tcp:');
  const ping = await run('redis-cli', ['-h', '127.0.0.1', '-p', publicUrl.port, 'PING']);
  expect(ping.stdout).toBe('PONG\n');
  const args = [
    '-h',
    '127.0.0.1',
    '-p',
    publicUrl.port,
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
  const tests = benchmark.stdout.split('\n').filter((line) => /^"(SET|GET)"/.test(line));
  expect(tests).toHaveLength(2);
  expect(benchmark.stderr).not.toMatch(/error/i);
});
