import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../engine/testing/temporary-folder.ts';
import { SILENT_LOG, testEngine } from '../engine/testing/test-engine.ts';
import { AlreadyRunningError, connectLocally, LocalEndpoint } from './local-endpoint.ts';
import { createRouter } from './router.ts';

async function open(folder: string): Promise<LocalEndpoint> {
  const router = createRouter(testEngine(), { shell: 'browser', version: '1.2.3' });
  const endpoint = await LocalEndpoint.open(folder, router, SILENT_LOG);
  onTestFinished(() => endpoint.close());
  return endpoint;
}

async function askVersion(folder: string): Promise<string | undefined> {
  const local = await connectLocally(folder);
  if (!local) return undefined;
  const { version } = await local.client.app.info();
  local.close();
  return version;
}

describe.skipIf(process.platform === 'win32')('LocalEndpoint', () => {
  it('lets the command line of its user in, and nobody else', async () => {
    const folder = await temporaryFolder();
    const mask = process.umask();
    await open(folder);
    expect((await stat(join(folder, 'porthole.sock'))).mode & 0o777).toBe(0o600);
    expect(process.umask()).toBe(mask);
    expect(await askVersion(folder)).toBe('1.2.3');
  });

  it('refuses a second app with the same folder, and leaves the first one alone', async () => {
    const folder = await temporaryFolder();
    await open(folder);
    await expect(open(folder)).rejects.toThrow(AlreadyRunningError);
    expect(await askVersion(folder)).toBe('1.2.3');
  });

  it('takes the place of an app that was killed', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'porthole.sock');
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('ready'))`;
    const killed = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect((await stat(path)).isSocket()).toBe(true);
    expect(await connectLocally(folder)).toBeUndefined();
    await open(folder);
    expect(await askVersion(folder)).toBe('1.2.3');
  });

  it('takes its file away when it closes', async () => {
    const folder = await temporaryFolder();
    const endpoint = await open(folder);
    await endpoint.close();
    await expect(stat(join(folder, 'porthole.sock'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await connectLocally(folder)).toBeUndefined();
  });

  it('has a place for folders whose path is too long for a socket', async () => {
    const folder = join(await temporaryFolder(), 'x'.repeat(100));
    await open(folder);
    expect(await askVersion(folder)).toBe('1.2.3');
  });

  it('ends what is connected when it closes', async () => {
    const folder = await temporaryFolder();
    const endpoint = await open(folder);
    const local = await connectLocally(folder);
    const watched = await local?.client.tunnels.watch();
    expect((await watched?.next())?.value).toEqual({ tunnels: [] });
    await endpoint.close();
    await expect.poll(() => connectLocally(folder)).toBeUndefined();
    local?.close();
  });
});
