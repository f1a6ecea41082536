import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KeyFileCipher } from '../../secrets/key-file-cipher.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { TestSettingsFile, testEngine } from '../../testing/test-engine.ts';
import { examine, joinedEngine } from '../testing/examine.ts';

it('finds where secrets are and that they can be read', async () => {
  const dataDir = await temporaryFolder();
  const engine = await joinedEngine('ws://127.0.0.1:1', { dataDir, cipher: KeyFileCipher.of(dataDir) });
  expect(await examine(engine, 'secrets')).toEqual([
    { about: 'Place', verdict: 'ok', found: 'New secrets go into a file that is encrypted.' },
    { about: 'Kept', verdict: 'ok', found: '1 secret can be read.' },
  ]);
});

it('warns of secrets that do not outlive the app, and says why', async () => {
  const engine = await joinedEngine('ws://127.0.0.1:1', { noKeychain: 'This desktop has no keychain.' });
  const [place] = await examine(engine, 'secrets');
  expect(place).toMatchObject({ verdict: 'warning', nextStep: 'Choose a place that lasts under Secrets.' });
  expect(place?.found).toContain('This desktop has no keychain.');
});

it('finds a lost key and a broken file, and leaves both as they are', async () => {
  const dataDir = await temporaryFolder();
  const settings = new TestSettingsFile();
  const before = await joinedEngine('ws://127.0.0.1:1', { dataDir, settings, cipher: KeyFileCipher.of(dataDir) });
  await before.stop();
  await rm(join(dataDir, 'secrets.key'));
  const engine = testEngine({ dataDir, settings, cipher: KeyFileCipher.of(dataDir) });
  await engine.load({ lookOnly: true });
  expect((await examine(engine, 'secrets')).at(-1)).toMatchObject({
    about: 'Token of 127.0.0.1',
    verdict: 'failed',
    found: expect.stringContaining('is gone: put it back'),
  });
  const file = join(dataDir, 'secrets.file.json');
  await writeFile(file, '{');
  const broken = testEngine({ dataDir, settings, cipher: KeyFileCipher.of(dataDir) });
  await broken.load({ lookOnly: true });
  expect(await examine(broken, 'secrets')).toContainEqual(
    expect.objectContaining({ verdict: 'failed', found: `The file of secrets ${file} cannot be read.` }),
  );
});
