import { chmod, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { KeyFileCipher } from './key-file-cipher.ts';

async function keyPath(): Promise<string> {
  return join(await temporaryFolder(), 'keys', 'secrets.key');
}

describe('KeyFileCipher', () => {
  it('brings back what it encrypted, also in the next run', async () => {
    const path = await keyPath();
    const data = await new KeyFileCipher(path).encrypt('geheim ✓');
    expect(await new KeyFileCipher(path).decrypt(data)).toEqual({ text: 'geheim ✓', outdated: false });
    expect(data.includes('geheim')).toBe(false);
  });

  it('never makes the same bytes twice', async () => {
    const cipher = new KeyFileCipher(await keyPath());
    expect(await cipher.encrypt('same')).not.toEqual(await cipher.encrypt('same'));
  });

  it('makes a key of 256 bits that only its owner can read, and leaves nothing beside it', async () => {
    const path = await keyPath();
    await new KeyFileCipher(path).encrypt('x');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(path)).size).toBe(32);
    expect(await readdir(join(path, '..'))).toEqual(['secrets.key']);
  });

  it.each([0o640, 0o604, 0o666, 0o610])('refuses a key that others may use (mode %o)', async (mode) => {
    const path = await keyPath();
    const data = await new KeyFileCipher(path).encrypt('x');
    await chmod(path, mode);
    await expect(new KeyFileCipher(path).decrypt(data)).rejects.toThrow('chmod 600');
    // Once it is mended it works, without another start.
    const cipher = new KeyFileCipher(path);
    await expect(cipher.encrypt('y')).rejects.toThrow('chmod 600');
    await chmod(path, 0o600);
    expect((await cipher.decrypt(data)).text).toBe('x');
  });

  it('never overwrites a damaged key', async () => {
    const path = await keyPath();
    await new KeyFileCipher(path).encrypt('x');
    await writeFile(path, 'short');
    await expect(new KeyFileCipher(path).encrypt('y')).rejects.toThrow('damaged');
    expect(await readFile(path, 'utf8')).toBe('short');
  });

  it('detects every changed byte, and what it never wrote', async () => {
    const cipher = new KeyFileCipher(await keyPath());
    const data = await cipher.encrypt('token');
    for (let at = 0; at < data.length; at += 1) {
      const changed = Buffer.from(data);
      changed[at] = (changed[at] as number) ^ 1;
      await expect(cipher.decrypt(changed)).rejects.toThrow();
    }
    await expect(cipher.decrypt(data.subarray(0, -1))).rejects.toThrow();
    await expect(cipher.decrypt(data.subarray(0, 20))).rejects.toThrow();
    await expect(cipher.decrypt(Buffer.alloc(0))).rejects.toThrow();
  });

  it('is of no use to another key', async () => {
    const data = await new KeyFileCipher(await keyPath()).encrypt('token');
    const other = await keyPath();
    await new KeyFileCipher(other).encrypt('x');
    await expect(new KeyFileCipher(other).decrypt(data)).rejects.toThrow();
  });

  it('makes no new key to decrypt with: a lost one can be put back', async () => {
    const path = await keyPath();
    const data = await new KeyFileCipher(path).encrypt('token');
    await rename(path, `${path}.lost`);
    const cipher = new KeyFileCipher(path);
    await expect(cipher.decrypt(data)).rejects.toThrow('is gone: put it back');
    await rename(`${path}.lost`, path);
    expect((await cipher.decrypt(data)).text).toBe('token');
  });

  it('ends with one key where many start at once', async () => {
    const path = await keyPath();
    const ciphers = Array.from({ length: 20 }, () => new KeyFileCipher(path));
    const written = await Promise.all(ciphers.map((cipher, i) => cipher.encrypt(`secret ${i}`)));
    const reader = new KeyFileCipher(path);
    const read = await Promise.all(written.map((data) => reader.decrypt(data)));
    expect(read.map(({ text }) => text)).toEqual(written.map((_, i) => `secret ${i}`));
    expect(await readdir(join(path, '..'))).toEqual(['secrets.key']);
  });
});
