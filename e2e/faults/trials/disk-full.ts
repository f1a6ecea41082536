import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectLocally, type LocalClient } from '../../../electron/rpc/local-endpoint.ts';
import type { ChildProgram } from '../../fixtures/child-program.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { namedHash, startNodeUpstream } from '../../fixtures/node-upstream.ts';
import { Processes } from '../../fixtures/processes.ts';
import { TinyDisk } from '../../fixtures/tiny-disk.ts';
import { visit } from '../../fixtures/visit.ts';
import type { Trial } from '../trial.ts';

/** Room for the app's databases and their write-ahead logs, and for nothing else. */
const DISK_KIB = 8 * 1024;

/** The disk with the app's settings, secrets and metrics is full while it runs. */
export const diskFull: Trial = {
  name: 'disk-full',
  title: 'the disk of settings and metrics is full',
  problem: () => TinyDisk.problem(),
  async run() {
    await using disk = await TinyDisk.mount(DISK_KIB);
    await using processes = new Processes();
    const upstream = await startNodeUpstream(namedHash('kept'));
    const dataDir = join(disk.folder, 'data');
    try {
      const app = await startServe(processes, dataDir);
      const { client } = await connect(dataDir);
      const { publicUrl = '' } = await client.tunnels.share({ target: String(upstream.port), name: 'kept' });
      await eventually('a visitor is answered', async () => (await visit(publicUrl)).status === 200);
      const settings = join(dataDir, 'settings.json');
      const before = await readFile(settings, 'utf8');

      await disk.fill();
      const refusal = await client.tunnels.share({ target: String(upstream.port), name: 'more' }).catch(String);
      assert.match(String(refusal), /disk.*full/i, 'whoever changes a setting is told that the disk is full');
      assert.equal(await readFile(settings, 'utf8'), before, 'the settings are what they were');
      // The app tries again now and then, and one try may be under way.
      await eventually('no half of a file is left', async () => (await strayFiles(dataDir)).length === 0);
      await visitUntil(publicUrl, app.waitForLine(/metrics could not be kept/));

      await disk.free();
      const freed = performance.now();
      // Nobody has to do anything for it.
      await eventually('the change is written', async () => (await readFile(settings, 'utf8')).includes('"more"'));
      const backMs = performance.now() - freed;
      assert.equal((await visit(publicUrl)).status, 200);
      await app.kill();
      const again = await startServe(processes, dataDir);
      await connect(dataDir);
      assert.doesNotMatch(again.output, /set aside/, 'nothing that was kept is broken');
      const names = JSON.parse(await readFile(settings, 'utf8'))
        .tunnels.map(({ name }: { name: string }) => name)
        .sort();
      assert.deepEqual(names, ['kept', 'more']);
      const seen =
        'whoever changes a setting is told the reason, the change holds, and is written when there is room; until then the file stays as it was; visitors are served on; metrics of that time are a gap, and are kept again when there is room';
      return { seen, backMs };
    } finally {
      await upstream.close();
    }
  },
};

function connect(dataDir: string): Promise<LocalClient> {
  return eventually('the app is there', () => connectLocally(dataDir));
}

function startServe(processes: Processes, dataDir: string): Promise<ChildProgram> {
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', dataDir];
  return processes.startEntry('cli/main.ts', args, {
    ready: /^Porthole is ready at /,
    env: { PORTHOLE_LOG_LEVEL: 'warn' },
  });
}

/** Visitors come on, and all are answered, until something has happened. */
async function visitUntil(url: string, happened: Promise<unknown>): Promise<void> {
  let waiting = true;
  const end = happened.finally(() => {
    waiting = false;
  });
  end.catch(() => {});
  while (waiting) {
    assert.equal((await visit(url)).status, 200);
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  await end;
}

async function strayFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /tmp/.test(name));
}
