import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Keeping } from '../../../shared/contract/secrets.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { KeyFileCipher } from './key-file-cipher.ts';
import { MemoryCipher } from './memory-cipher.ts';
import type { Decrypted, SecretCipher } from './secret-cipher.ts';
import { type KeepingChoice, Vault } from './vault.ts';

/** A keychain that only turns texts round; a test can take it away or change its key. */
class TestKeychain implements SecretCipher {
  readonly keeping = 'keychain';
  outdated = false;
  fullDisk = false;

  async encrypt(text: string): Promise<Buffer> {
    if (this.fullDisk) throw new Error('no space left');
    return Buffer.from(`${this.outdated ? 'old' : 'new'} ${[...text].reverse().join('')}`);
  }

  async decrypt(data: Buffer): Promise<Decrypted> {
    const text = data.toString();
    return { text: [...text.slice('new '.length)].reverse().join(''), outdated: text.startsWith('old') };
  }
}

/** Vaults on one folder, one after the other, as runs of the app are. */
async function folder(first: Keeping = 'file') {
  const path = await temporaryFolder();
  const keychain = new TestKeychain();
  const state = { choice: {} as KeepingChoice, writes: [] as KeepingChoice[], crashAt: Number.POSITIVE_INFINITY };
  const open = async (keepings: Keeping[] = [first, 'keychain', 'file', 'memory']) => {
    const made = { keychain, file: KeyFileCipher.of(path), memory: new MemoryCipher() };
    const vault = new Vault({
      dataDir: path,
      ciphers: keepings.map((keeping) => made[keeping]),
      choice: {
        read: () => state.choice,
        write: async (choice) => {
          if (state.writes.length >= state.crashAt) throw new Error('crash');
          state.writes.push(choice);
          state.choice = choice;
        },
      },
    });
    return { vault, problems: await vault.load() };
  };
  return { path, keychain, state, open, files: async () => (await readdir(path)).sort() };
}

describe('Vault', () => {
  it('keeps secrets over runs, encrypted and for its owner only', async () => {
    const { path, open } = await folder();
    const { vault } = await open();
    await vault.set('a', 'token-a');
    await vault.set('b', 'token-b');
    await vault.remove('b');
    const next = await open();
    expect(next.problems).toEqual([]);
    expect(await next.vault.get('a')).toBe('token-a');
    expect(next.vault.info('a')).toEqual({ state: 'kept', keeping: 'file' });
    await expect(next.vault.get('b')).rejects.toThrow('enter it again');
    expect(next.vault.info('b').state).toBe('missing');
    const file = join(path, 'secrets.file.json');
    expect(await readFile(file, 'utf8')).not.toContain('token-a');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('keeps all of many that are set at once', async () => {
    const { open, files } = await folder();
    const { vault } = await open();
    const ids = Array.from({ length: 20 }, (_, i) => `id-${i}`);
    await Promise.all(ids.map((id) => vault.set(id, `secret of ${id}`)));
    const next = await open();
    expect(await Promise.all(ids.map((id) => next.vault.get(id)))).toEqual(ids.map((id) => `secret of ${id}`));
    expect(await files()).toEqual(['secrets.file.json', 'secrets.key']);
  });

  it.each(['{ not json', '{"version":2,"entries":{}}', '{"version":1}'])(
    'sets a file aside that it cannot read: %s',
    async (content) => {
      const { path, files, open } = await folder();
      await writeFile(join(path, 'secrets.file.json'), content);
      const { vault, problems } = await open();
      expect(problems).toEqual([expect.stringContaining('set aside as')]);
      const aside = (await files()).find((name) => name.includes('unreadable')) ?? '';
      expect(problems[0]).toContain(aside);
      expect(await readFile(join(path, aside), 'utf8')).toBe(content);
      await vault.set('a', 'new');
      expect(await (await open()).vault.get('a')).toBe('new');
    },
  );

  it('says so where one secret cannot be decrypted, gives the others, and takes it anew', async () => {
    const { path, open } = await folder();
    const { vault } = await open();
    await vault.set('good', 'token');
    const at = join(path, 'secrets.file.json');
    const file = JSON.parse(await readFile(at, 'utf8'));
    file.entries.bad = Buffer.alloc(60, 1).toString('base64');
    await writeFile(at, JSON.stringify(file));
    const next = (await open()).vault;
    await next.inspect();
    expect(next.info('bad')).toMatchObject({ state: 'undecryptable', keeping: 'file' });
    expect(next.info('good').state).toBe('kept');
    await expect(next.get('bad')).rejects.toThrow('cannot be decrypted');
    expect(await next.get('good')).toBe('token');
    await next.set('bad', 'entered again');
    expect(next.info('bad').state).toBe('kept');
    expect(await (await open()).vault.get('bad')).toBe('entered again');
  });

  it('says that others can read the key file, until that is mended', async () => {
    const { path, open } = await folder();
    await (await open()).vault.set('a', 'token');
    await chmod(join(path, 'secrets.key'), 0o644);
    const { vault } = await open();
    await vault.inspect();
    expect(vault.info('a')).toMatchObject({ state: 'undecryptable', message: expect.stringContaining('chmod 600') });
    await chmod(join(path, 'secrets.key'), 0o600);
    expect(await vault.get('a')).toBe('token');
    expect(vault.info('a').state).toBe('kept');
  });

  it('tells a failed write, changes nothing by it, and writes again after it', async () => {
    const { path, files, open } = await folder();
    const { vault } = await open();
    const file = join(path, 'secrets.file.json');
    await mkdir(file);
    await writeFile(join(file, 'in-the-way'), '');
    await expect(vault.set('a', 'x')).rejects.toThrow();
    expect(vault.info('a').state).toBe('missing');
    await rm(file, { recursive: true });
    await vault.set('b', 'y');
    expect(await (await open()).vault.get('b')).toBe('y');
    expect(await files()).toEqual(['secrets.file.json', 'secrets.key']);
  });

  it('leaves nothing behind where it keeps secrets in memory only', async () => {
    const { open, files } = await folder();
    const { vault } = await open(['memory']);
    await vault.set('a', 'token');
    expect(await vault.get('a')).toBe('token');
    expect(await files()).toEqual([]);
  });

  it('encrypts anew what was encrypted with an older key of the keychain', async () => {
    const { path, keychain, open } = await folder('keychain');
    keychain.outdated = true;
    const { vault } = await open();
    await vault.set('a', 'token');
    keychain.outdated = false;
    expect(await vault.get('a')).toBe('token');
    // Behind the renewal, since changes come one after the other.
    await vault.set('b', 'other');
    const { entries } = JSON.parse(await readFile(join(path, 'secrets.keychain.json'), 'utf8'));
    expect(Buffer.from(entries.a, 'base64').toString()).toBe('new nekot');
    expect(await (await open()).vault.get('a')).toBe('token');
  });
});

describe('Vault: two programs on one folder', () => {
  it('lets the desktop app use what “porthole serve” keeps in its file, and the newest of two', async () => {
    const { open, files } = await folder();
    const desktop: Keeping[] = ['keychain', 'file', 'memory'];
    const serve: Keeping[] = ['file', 'memory'];
    await (await open(desktop)).vault.set('a', 'by the desktop');
    const served = (await open(serve)).vault;
    expect(served.info('a')).toMatchObject({ state: 'out-of-reach', keeping: 'keychain' });
    await expect(served.get('a')).rejects.toThrow('keychain');
    await served.set('a', 'newer, by serve');
    const { vault } = await open(desktop);
    expect(await vault.get('a')).toBe('newer, by serve');
    expect(vault.info('a')).toEqual({ state: 'kept', keeping: 'file' });
    await vault.remove('a');
    expect(await files()).toEqual(['secrets.key']);
  });

  it('leaves a secret in a keychain that is locked, while it is entered into memory only', async () => {
    const { open } = await folder();
    await (await open(['keychain', 'memory'])).vault.set('a', 'token');
    const { vault } = await open(['memory', 'file']);
    await vault.set('a', 'token');
    expect(await vault.get('a')).toBe('token');
    expect(await (await open(['keychain', 'memory'])).vault.get('a')).toBe('token');
  });
});

describe('Vault: moving', () => {
  it.each<[Keeping, Keeping, string[]]>([
    ['keychain', 'file', ['secrets.file.json', 'secrets.key']],
    ['file', 'keychain', ['secrets.key', 'secrets.keychain.json']],
    ['keychain', 'memory', []],
  ])('from %s to %s takes all along, and leaves none behind', async (from, to, left) => {
    const { open, files, state } = await folder(from);
    const { vault } = await open();
    await vault.set('a', 'one');
    await vault.set('b', 'two');
    await vault.move(to);
    expect(vault.keeping).toBe(to);
    expect([await vault.get('a'), await vault.get('b')]).toEqual(['one', 'two']);
    expect(vault.info('a')).toEqual({ state: 'kept', keeping: to });
    expect(await files()).toEqual(left);
    expect(state.choice).toEqual({ chosen: to });
    await vault.set('c', 'three');
    expect(vault.info('c').keeping).toBe(to);
    const next = (await open()).vault;
    expect(next.keeping).toBe(to);
    expect(next.info('a').state).toBe(to === 'memory' ? 'missing' : 'kept');
  });

  it('leaves what cannot be decrypted where it is', async () => {
    const { open, path } = await folder('keychain');
    const { vault } = await open();
    await vault.set('a', 'one');
    const at = join(path, 'secrets.file.json');
    await writeFile(at, JSON.stringify({ version: 1, entries: { bad: Buffer.alloc(60, 1).toString('base64') } }));
    const next = (await open()).vault;
    await next.move('memory');
    expect(await next.get('a')).toBe('one');
    expect(next.info('bad')).toMatchObject({ state: 'undecryptable', keeping: 'file' });
    expect(JSON.parse(await readFile(at, 'utf8')).entries).toHaveProperty('bad');
  });

  it('changes nothing where it fails', async () => {
    const { open, keychain, state, files } = await folder();
    const { vault } = await open();
    await vault.set('a', 'one');
    keychain.fullDisk = true;
    await expect(vault.move('keychain')).rejects.toThrow('no space left');
    expect(vault.keeping).toBe('file');
    expect(state.choice.movingTo).toBeUndefined();
    expect(await files()).toEqual(['secrets.file.json', 'secrets.key']);
    expect(await vault.get('a')).toBe('one');
  });

  // The moments of a crash: before anything, with both files whole, and with the old file gone but the move not yet settled.
  it.each([0, 1, 2])(
    'loses nothing in a crash before its write %i to the settings, and ends at the next start',
    async (at) => {
      const { open, state, files } = await folder('keychain');
      const { vault } = await open();
      await vault.set('a', 'one');
      await vault.set('b', 'two');
      state.crashAt = at;
      await expect(vault.move('file')).rejects.toThrow('crash');
      state.crashAt = Number.POSITIVE_INFINITY;
      const next = await open();
      expect(next.problems).toEqual([]);
      expect([await next.vault.get('a'), await next.vault.get('b')]).toEqual(['one', 'two']);
      expect(state.choice.movingTo).toBeUndefined();
      expect(await files()).toEqual(at === 0 ? ['secrets.keychain.json'] : ['secrets.file.json', 'secrets.key']);
    },
  );
});
