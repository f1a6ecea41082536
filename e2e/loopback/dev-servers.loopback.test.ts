import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Engine } from '../../electron/engine/engine.ts';
import { startDjango } from '../fixtures/django.ts';
import { eventually } from '../fixtures/eventually.ts';
import { type ExitProgram, startExit } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { type VisitOptions, visit } from '../fixtures/visit.ts';
import { startViteServer } from '../fixtures/vite-server.ts';
import { startWebpackServer } from '../fixtures/webpack-server.ts';

const processes = new Processes();
let exit: ExitProgram;
let engine: Engine;

beforeAll(async () => {
  // Under localhost, the default, these servers refuse nothing.
  exit = await startExit(processes, {}, ['--domain', 'exit.test']);
  engine = await startEngine(exit);
});

afterAll(async () => {
  await engine?.stop();
  await processes.end();
});

/** A tunnel to a dev server, and a visitor of it: its name is in no DNS. */
async function share(name: string, port: number) {
  const { id } = await engine.tunnels.share({ target: String(port), name, kind: 'http' });
  const host = `${name}.exit.test:${exit.dataPort}`;
  const open = (path: string, options: VisitOptions = {}) =>
    visit(`http://127.0.0.1:${exit.dataPort}${path}`, { ...options, headers: { host, ...options.headers } });
  return {
    host,
    open,
    /** What the row says of the service; undefined where it is well. */
    trouble: () => {
      const { status } = engine.tunnels.get(id);
      return status.state === 'degraded' && status.hop === 'upstream' ? status : undefined;
    },
    /** What the click does. */
    rewriteHost: () => engine.tunnels.update(id, { hostHeader: 'upstream' }),
  };
}

type Shared = Awaited<ReturnType<typeof share>>;

/** The visitor is refused, the row says by whom, and one click mends it. */
async function isMended(tunnel: Shared, status: number, message: string): Promise<void> {
  expect((await tunnel.open('/')).status).toBe(status);
  const trouble = await eventually('the row says it', () => tunnel.trouble());
  expect(trouble).toMatchObject({ message: expect.stringContaining(message), remedy: 'use-upstream-host' });
  await tunnel.rewriteHost();
  expect(tunnel.trouble()).toBeUndefined();
  const page = await tunnel.open('/');
  expect([page.status, page.body.toString()]).toEqual([200, expect.stringContaining('My shop')]);
  expect(tunnel.trouble()).toBeUndefined();
}

async function folderWithPage(): Promise<string> {
  const folder = await processes.temporaryFolder();
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>My shop</title>');
  await writeFile(join(folder, 'index.js'), 'document.title = "My shop";\n');
  return folder;
}

test('Vite', async () => {
  const { port } = await startViteServer(processes, await folderWithPage());
  await isMended(await share('vite', port), 403, 'Vite refuses requests for vite.exit.test');
});

test('webpack-dev-server, and the WebSocket of its hot reload', async () => {
  const tunnel = await share('webpack', await startWebpackServer(processes, await folderWithPage()));
  await isMended(tunnel, 403, 'webpack-dev-server refuses requests for webpack.exit.test');
  const headers = { Host: tunnel.host };
  const socket = new WebSocket(`ws://127.0.0.1:${exit.dataPort}/ws`, { headers, origin: `http://${tunnel.host}` });
  const messages: string[] = [];
  socket.on('message', (data) => messages.push(String(data)));
  await eventually('it says that the build is well', () => messages.some((message) => message.includes('"ok"')));
  expect(messages.join()).not.toContain('Invalid Host/Origin header');
  socket.close();
  await once(socket, 'close');
});

describe.skipIf(!isInstalled('django-admin'))('Django', () => {
  test('with DEBUG, and a redirect to its own absolute URL', async () => {
    const tunnel = await share('debug', await startDjango(processes, 'DEBUG = True'));
    await isMended(tunnel, 400, 'Django refuses requests for debug.exit.test');
    expect((await tunnel.open('/leave')).headers.location).toBe(`http://${tunnel.host}/in`);
  });

  test('that believes X-Forwarded-Host', async () => {
    const settings = 'DEBUG = True\nUSE_X_FORWARDED_HOST = True';
    await isMended(await share('behind', await startDjango(processes, settings)), 400, 'Django refuses requests for');
  });

  test('without DEBUG', async () => {
    const settings = "DEBUG = False\nALLOWED_HOSTS = ['127.0.0.1']";
    await isMended(await share('bare', await startDjango(processes, settings)), 400, 'Django answers 400 Bad Request');
  });
});
