import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { JsonSettingsFile } from './json-settings-file.ts';
import { defaultSettings } from './settings-schema.ts';
import { SettingsStore } from './settings-store.ts';

async function settingsFile() {
  const folder = await temporaryFolder();
  const path = join(folder, 'settings.json');
  return { folder, path, file: new JsonSettingsFile(path) };
}

describe('JsonSettingsFile', () => {
  it('keeps what was written, for its owner only', async () => {
    const { folder, path, file } = await settingsFile();
    expect(file.read()).toBeUndefined();
    const settings = defaultSettings();
    file.write(settings);
    await file.saved();
    expect(new JsonSettingsFile(path).read()).toEqual(settings);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('writes the newest of many, as each was when it came', async () => {
    const { path, file } = await settingsFile();
    const value = { count: 0 };
    for (; value.count < 100; value.count++) file.write(value);
    const saved = file.saved();
    file.write({ last: true });
    await saved;
    expect(file.read()).toSatisfy((kept) => JSON.stringify(kept) === '{"count":99}' || 'last' in (kept as object));
    await file.saved();
    expect(new JsonSettingsFile(path).read()).toEqual({ last: true });
  });

  it('leaves the old file whole where it cannot write, and writes again when it can', async () => {
    const { folder } = await settingsFile();
    const file = new JsonSettingsFile(join(folder, 'a file', 'settings.json'));
    await writeFile(join(folder, 'a file'), 'in the way');
    file.write({ a: 1 });
    await expect(file.saved()).rejects.toMatchObject({ code: expect.stringMatching(/^(?:ENOTDIR|EEXIST|ENOENT)$/) });
    expect(await readdir(folder)).toEqual(['a file']);
    await rm(join(folder, 'a file'));
    file.write({ a: 2 });
    await file.saved();
    expect(file.read()).toEqual({ a: 2 });
  });

  it.each(['', '{ "version": 1, ', '[]', 'null'])('is set aside by the store where it holds %j', async (content) => {
    const { folder, path, file } = await settingsFile();
    await writeFile(path, content);
    const store = new SettingsStore(file);
    await store.saved();
    const aside = (await readdir(folder)).find((name) => name.startsWith('settings.json.unreadable-')) ?? '';
    expect(await readFile(join(folder, aside), 'utf8')).toBe(content);
    expect(store.problem).toContain(join(folder, aside));
    const next = new SettingsStore(new JsonSettingsFile(path));
    expect([next.value, next.problem]).toEqual([store.value, undefined]);
  });
});
