import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { KeyFileCipher } from '../../secrets/key-file-cipher.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { TestSettingsFile, testEngine } from '../../testing/test-engine.ts';

it('removes a secret from the vault once the removal is written that found a full disk', async () => {
  const dataDir = await temporaryFolder();
  const settings = new TestSettingsFile();
  const engine = testEngine({ dataDir, settings, cipher: KeyFileCipher.of(dataDir) });
  const { secrets } = engine.requests;
  const { id } = await secrets.add({ label: 'shop', provider: 'github', secret: 'of-a-webhook' });
  settings.isFull = true;
  await expect(secrets.remove(id)).rejects.toThrow('The disk is full');
  expect(secrets.all).toEqual([]);
  // The settings on the disk still refer to it.
  expect(await readdir(dataDir)).toContain('secrets.file.json');
  settings.isFull = false;
  await engine.stop();
  expect(settings.content).toMatchObject({ signingSecrets: [] });
  // It goes with its last secret.
  expect(await readdir(dataDir)).not.toContain('secrets.file.json');
});
