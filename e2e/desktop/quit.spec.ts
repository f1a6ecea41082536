import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { eventually } from '../fixtures/eventually.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { visit } from '../fixtures/visit.ts';
import { describeDesktop } from './desktop-test.ts';

/** The processes that a process started, and theirs. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return []; // It ended while the list was read.
      }
    });
  const childrenOf = (parent: number): number[] =>
    parents.filter((one) => one.parent === parent).flatMap((one) => [one.pid, ...childrenOf(one.pid)]);
  return childrenOf(pid);
}

const runs = (pid: number) => {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describeDesktop('quitting', (test) => {
  for (const way of ['the tray', 'a signal'] as const) {
    test(`by ${way} closes the sessions and leaves no process`, async ({ launch, client, processes, userData }) => {
      const upstream = await startNodeUpstream(namedHash('shop'));
      const exit = await startExit(processes);
      const app = await launch();
      const { servers, tunnels } = await client();
      const link = `porthole://join?server=${encodeURIComponent(exit.controlUrl)}&token=${TOKEN}`;
      const server = await servers.join({ joinLink: link });
      const { publicUrl = '' } = await tunnels.share({
        target: String(upstream.port),
        kind: 'http',
        serverId: server.id,
      });
      expect((await visit(publicUrl)).status).toBe(200);
      expect(await connectedClients(exit.controlUrl)).toBe(1);
      const children = process.platform === 'linux' ? descendants(app.pid) : [];

      if (way === 'the tray') await app.act({ act: 'click-menu', id: 'quit' }).catch(() => {});
      else process.kill(app.pid, 'SIGTERM');
      expect(await app.exited).toBe(0);

      // Said by the client before it left; a connection that only broke leaves no such line.
      await exit.program.waitForLine(/"msg":"tunnel closed"/);
      await eventually('the exit server has no session', async () => (await connectedClients(exit.controlUrl)) === 0);
      expect((await visit(publicUrl)).headers['porthole-error']).toBe('client-away');
      await eventually('no process is left', () => children.every((pid) => !runs(pid)));
      expect(existsSync(join(userData, 'porthole.sock'))).toBe(false);
      await upstream.close();
    });
  }
});

/** The clients that the exit server counts. */
async function connectedClients(controlUrl: string): Promise<number> {
  const answer = await fetch(`${controlUrl.replace(/^ws/, 'http')}/metrics`, {
    headers: { Authorization: `Bearer ${TOKEN}`, Connection: 'close' },
  });
  return Number(/^http_controlplane_connected_gauge(?:\{[^}]*\})? (\d+)/m.exec(await answer.text())?.[1]);
}
