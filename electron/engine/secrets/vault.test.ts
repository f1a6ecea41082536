import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { KeyFileCipher } from './key-file-cipher.ts';
import { MemoryCipher } from './memory-cipher.ts';
import { Vault } from './vault.ts';

async function folderWithVault() {
  const folder = await temporaryFolder();
  const open = async () => {
    const vault = new Vault(folder, new KeyFileCipher(join(folder, 'secrets.key')));
    return { vault, problem: await vault.load() };
  };
  return { folder, path: join(folder, 'secrets.file.json'), open };
}

describe('Vault', () => {
  it('keeps secrets over runs, encrypted and for its owner only', async () => {
    const { path, open } = await folderWithVault();
    const { vault } = await open();
    await vault.set('a', 'token-a');
    await vault.set('b', 'token-b');
    await vault.remove('b');
    const next = await open();
    expect(next.problem).toBeUndefined();
    expect(await next.vault.get('a')).toBe('token-a');
    await expect(next.vault.get('b')).rejects.toThrow('enter it again');
    expect(await readFile(path, 'utf8')).not.toContain('token-a');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('keeps all of many that are set at once', async () => {
    const { open, folder } = await folderWithVault();
    const { vault } = await open();
    const ids = Array.from({ length: 20 }, (_, i) => `id-${i}`);
    await Promise.all(ids.map((id) => vault.set(id, `secret of ${id}`)));
    const next = await open();
    expect(await Promise.all(ids.map((id) => next.vault.get(id)))).toEqual(ids.map((id) => `secret of ${id}`));
    expect((await readdir(folder)).sort()).toEqual(['secrets.file.json', 'secrets.key']);
  });

  it.each(['{ not json', '{"version":2,"entries":{}}', '{"version":1}'])(
    'sets a file aside that it cannot read: %s',
    async (content) => {
      const { path, folder, open } = await folderWithVault();
      await writeFile(path, content);
      const { vault, problem } = await open();
      expect(problem).toContain('set aside as');
      const aside = (await readdir(folder)).find((name) => name.includes('unreadable')) ?? '';
      expect(problem).toContain(aside);
      expect(await readFile(join(folder, aside), 'utf8')).toBe(content);
      await vault.set('a', 'new');
      expect(await (await open()).vault.get('a')).toBe('new');
    },
  );

  it('says so where one secret cannot be decrypted, and gives the others', async () => {
    const { path, open } = await folderWithVault();
    const { vault } = await open();
    await vault.set('good', 'token');
    const file = JSON.parse(await readFile(path, 'utf8'));
    file.entries.bad = Buffer.alloc(60, 1).toString('base64');
    await writeFile(path, JSON.stringify(file));
    const next = await open();
    await expect(next.vault.get('bad')).rejects.toThrow('cannot be decrypted');
    expect(await next.vault.get('good')).toBe('token');
  });

  it('tells a failed write, and writes again after it', async () => {
    const { folder, path, open } = await folderWithVault();
    const { vault } = await open();
    await mkdir(path);
    await writeFile(join(path, 'in-the-way'), '');
    await expect(vault.set('a', 'x')).rejects.toThrow();
    await rm(path, { recursive: true });
    await vault.set('b', 'y');
    const next = await open();
    expect(await next.vault.get('b')).toBe('y');
    expect((await readdir(folder)).sort()).toEqual(['secrets.file.json', 'secrets.key']);
  });

  it('leaves nothing behind where it keeps secrets in memory only', async () => {
    const folder = await temporaryFolder();
    const vault = new Vault(folder, new MemoryCipher());
    expect(await vault.load()).toBeUndefined();
    await vault.set('a', 'token');
    expect(await vault.get('a')).toBe('token');
    expect(await readdir(folder)).toEqual([]);
  });
});
