import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Service } from '../../../shared/contract/service.ts';
import { SILENT_LOG } from '../testing/test-engine.ts';
import { startHttpUpstream } from '../testing/upstreams.ts';
import { greetHttp } from './http-title.ts';
import { ServiceWatcher } from './service-watcher.ts';

/** Far longer than a program of a test takes to answer, on a machine that stands still for seconds. */
const PATIENT_MS = 30_000;

/** Ports of the programs of a test. */
const ours = new Set<number>();

/**
 * A watcher that lists what listens on this machine, and asks nobody but the programs of the test: others belong to tests that run at the same time, and may count
 * who comes to them, or say nothing for long.
 */
function startWatcher() {
  const asked: number[] = [];
  const watcher = new ServiceWatcher(SILENT_LOG, async (host, port) => {
    asked.push(port);
    return ours.has(port) ? greetHttp(host, port, PATIENT_MS) : undefined;
  });
  onTestFinished(() => watcher.stop());
  return { watcher, asked };
}

/** A program of its own that listens and says on which port: the watcher leaves this process out. */
async function startProgram(source: string) {
  const program = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (program.exitCode === null && program.signalCode === null) {
      program.kill('SIGKILL');
      await once(program, 'close');
    }
  });
  const [line] = await once(program.stdout, 'data');
  const port = Number(line);
  ours.add(port);
  onTestFinished(() => void ours.delete(port));
  return { program, port };
}

const HTTP = `const server = require('http').createServer((_, answer) => answer.end('<title>Test shop</title>'));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
const TCP = `const server = require('net').createServer((socket) => socket.end('hello'));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
const SWITCHING = `const server = require('net').createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: other\\r\\n\\r\\n'));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

describe('ServiceWatcher', () => {
  it('lists what listens, with its kind and title, until it ends', async () => {
    const shop = await startProgram(HTTP);
    const plain = await startProgram(TCP);
    const { watcher } = startWatcher();
    await watcher.refresh();
    expect(watcher.find(shop.port)).toMatchObject({
      id: String(shop.port),
      port: shop.port,
      addresses: ['127.0.0.1'],
      kind: 'http',
      title: 'Test shop',
    });
    expect(watcher.find(plain.port)).toMatchObject({ kind: 'tcp' });
    for (const service of watcher.services.value) expect(Service.safeParse(service).success).toBe(true);
    const kinds = watcher.services.value.map(({ kind }) => kind);
    expect(kinds).toEqual([...kinds].sort());

    shop.program.kill('SIGKILL');
    await once(shop.program, 'close');
    await watcher.refresh();
    expect(watcher.find(shop.port)).toBeUndefined();
  });

  it('is not held up by a service that changes the protocol instead of answering', async () => {
    const { port } = await startProgram(SWITCHING);
    const { watcher } = startWatcher();
    await watcher.refresh();
    expect(watcher.find(port)).toMatchObject({ kind: 'tcp' });
  });

  it('leaves the app’s own ports out', async () => {
    const own = await startHttpUpstream((_, answer) => answer.end());
    const { watcher } = startWatcher();
    await watcher.refresh();
    expect(watcher.find(own.port)).toBeUndefined();
  });

  it('looks up one port without asking any other service for anything', async () => {
    const shop = await startProgram(HTTP);
    await startProgram(HTTP);
    const { watcher, asked } = startWatcher();
    expect(await watcher.lookUp(shop.port)).toMatchObject({ port: shop.port, kind: 'http', title: 'Test shop' });
    expect(asked).toEqual([shop.port]);
    shop.program.kill('SIGKILL');
    await once(shop.program, 'close');
    expect(await watcher.lookUp(shop.port)).toBeUndefined();
  });

  it('looks once for all who ask at the same time, and tells a watcher the present state first', async () => {
    const { watcher } = startWatcher();
    expect(watcher.refresh()).toBe(watcher.refresh());
    const seen: number[] = [];
    const unsubscribe = watcher.watch((services) => seen.push(services.length));
    expect(seen).toEqual([0]);
    await watcher.refresh();
    unsubscribe();
  });
});
