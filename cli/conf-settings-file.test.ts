import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../electron/engine/settings/settings-schema.ts';
import { SettingsStore } from '../electron/engine/settings/settings-store.ts';
import { temporaryFolder } from '../electron/engine/testing/temporary-folder.ts';
import { ConfSettingsFile } from './conf-settings-file.ts';

describe('ConfSettingsFile', () => {
  it('keeps what was written, for its owner only', async () => {
    const folder = await temporaryFolder();
    const file = new ConfSettingsFile(folder);
    expect(file.read()).toBeUndefined();
    const settings = defaultSettings();
    file.write(settings);
    expect(new ConfSettingsFile(folder).read()).toEqual(settings);
    expect((await stat(file.path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('drops what a later write no longer has', async () => {
    const file = new ConfSettingsFile(await temporaryFolder());
    file.write({ a: 1, b: 2 });
    file.write({ b: 3 });
    expect(file.read()).toEqual({ b: 3 });
  });

  it.each(['', '{ "version": 1, ', '[]', 'null'])('is set aside by the store where it holds %j', async (content) => {
    const folder = await temporaryFolder();
    const file = new ConfSettingsFile(folder);
    await writeFile(file.path, content);
    const store = new SettingsStore(file);
    const aside = (await readdir(folder)).find((name) => name.startsWith('settings.json.unreadable-')) ?? '';
    expect(await readFile(join(folder, aside), 'utf8')).toBe(content);
    expect(store.problem).toContain(join(folder, aside));
    expect(new SettingsStore(new ConfSettingsFile(folder)).value).toEqual(store.value);
    expect(new SettingsStore(new ConfSettingsFile(folder)).problem).toBeUndefined();
  });
});
