import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SERVER_PLACE } from '../generate/server-place.ts';
import { freePort } from '../testing/free-port.ts';
import { ExitProcess } from '../testing/run-exit.ts';
import { startWords } from '../testing/start-words.ts';
import { TEST_TOKEN } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

/** Up to four programs one after the other, each of which takes seconds to start where a machine is busy, ms. */
const CHAIN_MS = 180_000;
vi.setConfig({ testTimeout: CHAIN_MS });

const LOOPBACK = ['--control-addr', '127.0.0.1:0', '--data-addr', '127.0.0.1:0'];

let folder: string;
let tokenFile: string;
let processes: ExitProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-exit-'));
  tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${TEST_TOKEN}\n`, { mode: 0o600 });
});

afterAll(() => rmSync(folder, { recursive: true }));

afterEach(async () => {
  await Promise.all(processes.map((running) => running.stop()));
  processes = [];
});

function run(args: readonly string[]): ExitProcess {
  const started = new ExitProcess(args, {}, folder);
  processes.push(started);
  return started;
}

describe('porthole-exit health', () => {
  it('ends with code 0 only where an exit server is ready, over TLS too', async () => {
    const exit = run([...LOOPBACK, '--auto-tls', '--data-dir', join(folder, 'data'), '--token-file', tokenFile]);
    const { controlPort, dataPort } = await exit.listens();
    const ready = run(['health', '--url', `https://127.0.0.1:${controlPort}`]);
    expect([await ready.ends(), ready.stdout + ready.stderr]).toEqual([0, '']);
    const wrong = run(['health', '--url', `http://127.0.0.1:${dataPort}`]);
    expect(await wrong.ends()).toBe(1);
    expect(wrong.stderr).toContain('is not ready (HTTP 404)');
    const nobody = run(['health', '--url', `http://127.0.0.1:${await freePort()}`]);
    expect(await nobody.ends()).toBe(1);
    expect(nobody.stderr).toMatch(/^porthole-exit: no exit server answers at [^\n]*\n$/);
  });
});

describe('porthole-exit generate', () => {
  it('makes a unit whose command starts a server, with its paths and ports replaced', async () => {
    const made = run(['generate', 'systemd', '--domain', 'exit.example.com', '--tcp-ports', '20000-20009']);
    expect([await made.ends(), made.stderr]).toEqual([0, '']);
    const [, ...words] = startWords(made.stdout);
    const replaced: Record<string, string> = {
      '0.0.0.0:8123': '127.0.0.1:0',
      '0.0.0.0:80': '127.0.0.1:0',
      [SERVER_PLACE.tokenFile]: tokenFile,
      [SERVER_PLACE.dataDir]: join(folder, 'data'),
    };
    const exit = run(words.map((word) => replaced[word] ?? word));
    await exit.listens();
    await until(() => exit.stdout.includes('control plane CA sha256:'), 'the fingerprint');
    expect(exit.stderr).not.toContain(TEST_TOKEN);
    exit.signal('SIGTERM');
    expect(await exit.ends()).toBe(0);
  });
});
