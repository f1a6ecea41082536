import { execFile } from 'node:child_process';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { defaultSettings } from '../../settings/settings-schema.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { TestSettingsFile, testEngine } from '../../testing/test-engine.ts';
import { examine } from '../testing/examine.ts';

const run = promisify(execFile);

/** A folder that nothing can be written to: a tiny file system that is full where this user may mount one, else one without the right. */
async function fullFolder(): Promise<string> {
  const folder = await temporaryFolder();
  const size = 64 * 1024;
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  } catch {
    await chmod(folder, 0o500);
    onTestFinished(() => chmod(folder, 0o700));
    return folder;
  }
  onTestFinished(async () => {
    await run('umount', [folder]);
  });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(defaultSettings()));
  await writeFile(join(folder, 'filler'), Buffer.alloc(size - 8192));
  return folder;
}

/** What is found of a data folder. The settings that the engine has in memory are good ones. */
function look(dataDir: string) {
  const settings = Object.assign(new TestSettingsFile(), { path: join(dataDir, 'settings.json') });
  return examine(testEngine({ dataDir, settings }), 'disk');
}

it('finds a good folder, and leaves nothing in it', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'settings.json'), JSON.stringify(defaultSettings()), { mode: 0o600 });
  const [room, ...rest] = await look(folder);
  expect(room?.found).toContain(`free for ${folder}`);
  expect(rest).toEqual([
    { about: 'Writing', verdict: 'ok', found: `${folder} can be written.` },
    { about: 'settings.json', verdict: 'ok', found: 'The settings can be read.' },
  ]);
  expect(await readdir(folder)).toEqual(['settings.json']);
});

it('finds a folder that cannot be written', async () => {
  const folder = await fullFolder();
  const found = await look(folder);
  expect(found.find(({ about }) => about === 'Writing')).toMatchObject({
    verdict: 'failed',
    found: expect.stringMatching(/cannot be written \((?:ENOSPC|EACCES)\)\.$/),
    nextStep: expect.stringContaining('until then no change of the settings is kept'),
  });
  expect((await readdir(folder)).filter((name) => name.startsWith('doctor-'))).toEqual([]);
});

it.each([
  ['{"version": 1, "tunn', /holds no settings that this version can read/],
  ['{"version": 99}', /holds no settings that this version can read/],
])('finds settings that cannot be read: %s', async (text, words) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'settings.json'), text, { mode: 0o600 });
  const finding = (await look(folder)).find(({ about }) => about === 'settings.json');
  expect(finding).toMatchObject({ verdict: 'failed', nextStep: expect.stringContaining('good copy') });
  expect(finding?.found).toMatch(words);
});

it('finds files that were set aside, and files that others can read', async () => {
  const folder = await temporaryFolder();
  const old = 'settings.json.unreadable-2026-05-03T140211Z';
  await writeFile(join(folder, old), '{', { mode: 0o600 });
  await writeFile(join(folder, 'secrets.key'), 'x');
  await chmod(join(folder, 'secrets.key'), 0o644);
  await chmod(folder, 0o755);
  const found = await look(folder);
  expect(found.find(({ about }) => about === 'Old files')?.found).toContain(old);
  expect(found.find(({ about }) => about === 'Privacy')).toMatchObject({
    verdict: 'warning',
    found: 'Other users of this computer can read secrets.key.',
  });
});

it('says where there is no folder yet', async () => {
  expect(await look(join(await temporaryFolder(), 'not-made'))).toMatchObject([{ verdict: 'skipped' }]);
});
