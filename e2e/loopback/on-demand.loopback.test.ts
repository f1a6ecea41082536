import { readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import { freePort } from '../../exit/testing/free-port.ts';
import { NODE } from '../../scripts/setup/checkout.js';
import type { OnDemand } from '../../shared/contract/on-demand.ts';
import { eventually } from '../fixtures/eventually.ts';
import { groupIsRunning } from '../fixtures/process-group.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';

/**
 * A service of the user's: a shell that runs a program that runs another one, as npm does. It tells its group's id and its environment, and listens once there is no file
 * `wait` any more.
 */
const SERVER = `
const { spawn } = require('node:child_process');
const { existsSync, writeFileSync } = require('node:fs');
if (process.argv[3] === 'inner') {
  const server = require('node:http').createServer((asked, answer) => answer.end('awake ' + asked.url));
  const listen = () => {
    if (existsSync('wait')) setTimeout(listen, 20);
    else server.listen(Number(process.argv[2]), '127.0.0.1');
  };
  listen();
} else {
  console.log('\\u001b[32mstarting\\u001b[0m');
  writeFileSync('environment', JSON.stringify(process.env));
  spawn(process.execPath, [process.argv[1], process.argv[2], 'inner'], { stdio: 'inherit' });
}
`;

const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe.skipIf(process.platform === 'win32')('a service that is started on demand', () => {
  const processes = new Processes();
  let engine: Engine;
  let folder: string;
  let port: number;
  let id: string;
  let url: URL;

  beforeAll(async () => {
    folder = await processes.temporaryFolder();
    await writeFile(join(folder, 'server.cjs'), SERVER);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    return engine.stop();
  });
  afterAll(() => processes.end());

  /** Shares a port on which nothing listens, with a command behind it. */
  async function share(settings: Partial<OnDemand> = {}, kind: 'http' | 'tcp' = 'http') {
    engine = await startEngine();
    port = await freePort();
    const shared = await engine.tunnels.share({ target: String(port), name: 'sleeper', kind });
    id = shared.id;
    url = new URL(shared.publicUrl ?? '');
    // The group is the shell's: it must not make way for the program.
    const command = `echo $$ > group; '${NODE}' server.cjs ${port}; exit 7`;
    const full = { command, cwd: folder, startTimeoutSeconds: 30, idleMinutes: 10, ...settings };
    await engine.tunnels.update(id, { onDemand: full });
    await eventually('the tunnel to be online, asleep', () => {
      const { status, onDemandState } = engine.tunnels.get(id);
      return status.state === 'online' && onDemandState?.state === 'asleep';
    });
  }

  /** As a visitor; a public host is its name on this computer. */
  function ask(path: string, options: { headers?: Record<string, string>; method?: string; body?: string } = {}) {
    const { headers = {}, method = 'GET', body } = options;
    return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const sent = {
        host: '127.0.0.1',
        port: url.port,
        path,
        method,
        agent: false,
        headers: { ...headers, Host: url.host },
      };
      const asked = request(sent, async (response) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: await text(response) });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  async function groupId(): Promise<number> {
    return Number(await readFile(join(folder, 'group'), 'utf8'));
  }

  function lines(): string[] {
    let found: string[] = [];
    engine.serviceLog.subscribe(id, (all) => {
      found = all.map((line) => line.text);
    })();
    return found;
  }

  it('is asleep until somebody comes, who is held until it answers; its whole group ends with the app', async () => {
    process.env.PORTHOLE_EXIT_TOKEN = 'a-secret-of-the-app';
    await share();
    expect(engine.tunnels.get(id).probes.upstream).toMatchObject({
      state: 'unknown',
      message: 'Asleep until the first request.',
    });
    const answers = await Promise.all(
      ['/a', '/b'].map((path) =>
        ask(path, { method: 'POST', body: 'x'.repeat(100_000), headers: { Accept: 'text/html' } }),
      ),
    );
    delete process.env.PORTHOLE_EXIT_TOKEN;
    expect(answers.map((answer) => answer.text)).toEqual(['awake /a', 'awake /b']);
    expect(engine.tunnels.get(id).onDemandState?.state).toBe('running');
    await eventually('the status', () => engine.tunnels.get(id).probes.upstream.state === 'ok');
    expect(lines()).toEqual(expect.arrayContaining(['starting', expect.stringMatching(/^Port \d+ answers after /)]));
    expect(lines().filter((line) => line === 'starting')).toHaveLength(1);
    expect(await readFile(join(folder, 'environment'), 'utf8')).not.toContain('a-secret-of-the-app');
    const group = await groupId();
    expect(groupIsRunning(group)).toBe(true);
    await engine.stop();
    expect(groupIsRunning(group)).toBe(false);
  });

  it('shows browsers a page that looks again by itself', async () => {
    await share();
    await writeFile(join(folder, 'wait'), '');
    const waiting = await ask('/', { headers: HTML });
    expect(waiting).toMatchObject({ status: 503, headers: { 'retry-after': '2', 'porthole-error': 'starting' } });
    expect(waiting.text).toContain('<meta http-equiv="refresh" content="2">');
    expect(engine.tunnels.get(id)).toMatchObject({ status: { state: 'online' }, onDemandState: { state: 'starting' } });
    // A program waits.
    const held = ask('/api');
    await rm(join(folder, 'wait'));
    expect(await held).toMatchObject({ status: 200, text: 'awake /api' });
    expect((await ask('/', { headers: HTML })).text).toBe('awake /');
  });

  it('that fails to start says why to its owner only, and is not started again at once', async () => {
    await share({ command: 'echo started >> starts; echo a-secret-of-the-owner; echo no such script >&2; exit 3' });
    // It is tried again after 2 s, which a busy machine may take for what is looked at here.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(Math.ceil(performance.now()));
    const failed = await ask('/', { headers: HTML });
    expect(failed).toMatchObject({ status: 502, headers: { 'porthole-error': 'start-failed', 'retry-after': '2' } });
    expect(failed.text).not.toContain('a-secret');
    expect((await ask('/')).status).toBe(502);
    expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('started\n');
    clock.mockRestore();
    const { status } = engine.tunnels.get(id);
    expect(status).toMatchObject({ state: 'degraded', hop: 'upstream', remedy: 'retry' });
    expect(status).toHaveProperty(
      'message',
      expect.stringMatching(/^The command ended \(code 3\) before port \d+ answered: no such script$/),
    );
    expect(lines()).toEqual(expect.arrayContaining(['a-secret-of-the-owner', 'no such script']));
    // Its owner need not wait.
    engine.tunnels.retry(id);
    await eventually(
      'the second try',
      async () => (await readFile(join(folder, 'starts'), 'utf8')) === 'started\nstarted\n',
    );
  });

  it('that never answers on its port is ended, and says so', async () => {
    await share({ command: 'echo $$ > group; sleep 600', startTimeoutSeconds: 1 });
    expect(await ask('/')).toMatchObject({ status: 504, headers: { 'porthole-error': 'start-timeout' } });
    expect(groupIsRunning(await groupId())).toBe(false);
    expect(engine.tunnels.get(id).status).toMatchObject({ state: 'degraded' });
  });

  it('is started by a TCP visitor who stays, and ends when its tunnel is stopped', async () => {
    await share({}, 'tcp');
    const socket = connect({ host: '127.0.0.1', port: Number(url.port) });
    socket.end('GET /tcp HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toContain('awake /tcp');
    const group = await groupId();
    engine.tunnels.stopTunnel(id);
    await eventually('its end', () => !groupIsRunning(group));
    expect(engine.tunnels.get(id).onDemandState).toBeUndefined();
  });

  it('takes its command from its owner alone', async () => {
    await share();
    const { tunnels } = engine;
    await expect(
      tunnels.update(id, { onDemand: { command: 'x', cwd: 'relative', startTimeoutSeconds: 1, idleMinutes: 1 } }),
    ).rejects.toThrow('whole path');
    const missing = join(folder, 'nowhere');
    await expect(
      tunnels.update(id, { onDemand: { command: 'x', cwd: missing, startTimeoutSeconds: 1, idleMinutes: 1 } }),
    ).rejects.toThrow('There is no folder');
    await tunnels.update(id, { onDemand: null });
    await eventually('the end of it', () => tunnels.get(id).status.state === 'degraded');
    expect(tunnels.get(id)).toMatchObject({ onDemand: undefined, onDemandState: undefined });
  });
});
