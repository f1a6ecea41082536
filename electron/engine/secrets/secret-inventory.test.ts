import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatJoinLink } from '../../../shared/wire/join-link.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { TestSettingsFile, testEngine } from '../testing/test-engine.ts';
import { KeyFileCipher } from './key-file-cipher.ts';
import { MemoryCipher } from './memory-cipher.ts';

const LINK = formatJoinLink({ server: 'wss://exit.example.com:8123', token: 'token-abcd' });
const NO_KEYCHAIN = 'There is none in this test.';

/** Engines on one folder and one settings file, as runs of `porthole serve` are. */
async function runs() {
  const dataDir = await temporaryFolder();
  const settings = new TestSettingsFile();
  const start = async () => {
    const [cipher, moreCiphers] = [KeyFileCipher.of(dataDir), [new MemoryCipher()]];
    const engine = testEngine({ dataDir, settings, cipher, moreCiphers, noKeychain: NO_KEYCHAIN });
    await engine.start();
    return engine;
  };
  return { dataDir, settings, start };
}

describe('SecretInventory', () => {
  it('lists tokens and the proxy’s password, with where they are and never what they are', async () => {
    const { start } = await runs();
    const { servers, network, secrets } = await start();
    const server = await servers.join(LINK);
    await network.update({ proxyUrl: 'http://ada@proxy.corp:3128', proxyPassword: 'geheim' });
    expect(secrets.view.value).toMatchObject({
      keeping: 'file',
      offers: [{ keeping: 'keychain', unavailable: NO_KEYCHAIN }, { keeping: 'file' }, { keeping: 'memory' }],
      secrets: [
        { kind: 'token', label: 'exit.example.com', serverId: server.id, state: 'kept', keeping: 'file' },
        { kind: 'proxy-password', label: 'http://ada@proxy.corp:3128', state: 'kept', keeping: 'file' },
      ],
    });
    expect(JSON.stringify(secrets.view.value)).not.toMatch(/token-abcd|geheim/);
  });

  it('moves all, remembers where, and starts there the next time', async () => {
    const { start, dataDir } = await runs();
    const engine = await start();
    const { id } = await engine.servers.join(LINK);
    expect(await engine.secrets.move('memory')).toMatchObject({ keeping: 'memory', secrets: [{ keeping: 'memory' }] });
    expect(engine.servers.get(id).tokenKeeping).toBe('memory');
    expect((await readdir(dataDir)).filter((name) => name.startsWith('secrets'))).toEqual(['secrets.key']);
    await engine.stop();
    const next = await start();
    expect(next.secrets.view.value).toMatchObject({ keeping: 'memory', secrets: [{ state: 'missing' }] });
    await expect(next.secrets.move('keychain')).rejects.toMatchObject({ code: 'NOT_NOW', message: NO_KEYCHAIN });
  });

  it('says that all are where they were, where the disk is too full to move them', async () => {
    const { start, settings } = await runs();
    const { servers, secrets } = await start();
    const { id } = await servers.join(LINK);
    settings.isFull = true;
    await expect(secrets.move('memory')).rejects.toMatchObject({
      code: 'NOT_NOW',
      message: 'The secrets could not be moved to memory: The disk is full: make room on it. All are where they were.',
    });
    expect(secrets.view.value.keeping).toBe('file');
    expect(servers.get(id)).toMatchObject({ tokenState: 'kept', tokenKeeping: 'file' });
    settings.isFull = false;
    expect(await secrets.move('memory')).toMatchObject({ keeping: 'memory' });
  });

  it('says whose secret cannot be decrypted, which harms no other, and takes it anew', async () => {
    const { start, dataDir } = await runs();
    const first = await start();
    const { id } = await first.servers.join(LINK);
    const other = await first.servers.join(formatJoinLink({ server: 'wss://other.example.com', token: 'token-wxyz' }));
    const broken = first.settings.value.servers[0]?.secretId ?? '';
    await first.stop();
    const path = join(dataDir, 'secrets.file.json');
    const file = JSON.parse(await readFile(path, 'utf8'));
    file.entries[broken] = Buffer.alloc(60, 1).toString('base64');
    await writeFile(path, JSON.stringify(file));

    const { servers, secrets } = await start();
    const { promise, resolve } = Promise.withResolvers<void>();
    secrets.view.subscribe((view) => view.secrets.some(({ state }) => state === 'undecryptable') && resolve());
    await promise;
    expect(servers.get(id)).toMatchObject({ tokenState: 'undecryptable', tokenLast4: 'abcd' });
    expect(servers.get(other.id).tokenState).toBe('kept');
    await servers.setToken(id, 'token-again');
    expect(servers.get(id)).toMatchObject({ tokenState: 'kept', tokenLast4: 'gain' });
  });

  it('forgets a token, the proxy’s password and the secret of a webhook', async () => {
    const { start } = await runs();
    const { servers, network, requests, secrets } = await start();
    const { id } = await servers.join(LINK);
    await network.update({ proxyUrl: 'http://ada@proxy.corp:3128', proxyPassword: 'geheim' });
    await requests.secrets.add({ label: 'shop', provider: 'github', secret: 'of-a-webhook' });
    expect(secrets.view.value.secrets[2]).toMatchObject({ kind: 'signing-secret', label: 'shop', state: 'kept' });
    for (const secret of secrets.view.value.secrets) await secrets.remove(secret.id);
    expect(servers.get(id)).toMatchObject({ tokenState: 'missing', tokenLast4: undefined });
    expect(network.view.value.proxyHasPassword).toBe(false);
    expect(requests.secrets.all).toEqual([]);
    expect(secrets.view.value.secrets).toMatchObject([{ kind: 'token', state: 'missing' }]);
    await expect(secrets.remove('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
