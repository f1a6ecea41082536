import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { KeyFileCipher } from '../secrets/key-file-cipher.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { TestSettingsFile, testEngine } from '../testing/test-engine.ts';

const SERVER = 'ws://exit.example.com:8123';

afterEach(() => {
  vi.unstubAllEnvs();
});

function network() {
  const file = new TestSettingsFile();
  const engine = testEngine({ settings: file });
  return { network: engine.network, kept: () => JSON.stringify(file.content) };
}

it('goes through a proxy of the user’s own, with the password of the vault', async () => {
  const { network: own, kept } = network();
  vi.stubEnv('ALL_PROXY', 'http://of-the-environment:1');
  const change = { proxyMode: 'own', proxyUrl: 'proxy.corp:3128', proxyPassword: 'p@ss:word' } as const;
  const view = await own.update(change);
  expect(view).toEqual({ proxyMode: 'own', proxyUrl: 'http://proxy.corp:3128', proxyHasPassword: true });
  const proxy = await own.routeTo(SERVER);
  expect([proxy?.host, decodeURIComponent(proxy?.password ?? '')]).toEqual(['proxy.corp:3128', 'p@ss:word']);
  expect(kept()).not.toContain('word');
  expect(await own.routeTo('ws://127.0.0.1:8123')).toBeUndefined();
});

it('moves a password out of a pasted address', async () => {
  const { network: own, kept } = network();
  const view = await own.update({ proxyMode: 'own', proxyUrl: 'socks5://ada:secret@proxy.corp:1080' });
  expect(view).toMatchObject({ proxyUrl: 'socks5://ada@proxy.corp:1080', proxyHasPassword: true });
  expect((await own.routeTo(SERVER))?.password).toBe('secret');
  expect(kept()).not.toContain('secret');
});

it('keeps the password for that proxy, and gives it to no other', async () => {
  const { network: own } = network();
  await own.update({ proxyMode: 'own', proxyUrl: 'http://ada@proxy.corp:3128', proxyPassword: 'secret' });
  expect(await own.update({ proxyMode: 'none' })).toMatchObject({ proxyHasPassword: true });
  expect(await own.routeTo(SERVER)).toBeUndefined();
  await own.update({ proxyMode: 'own' });
  expect((await own.routeTo(SERVER))?.password).toBe('secret');
  const moved = await own.update({ proxyUrl: 'http://ada@elsewhere.example.com:3128' });
  expect(moved.proxyHasPassword).toBe(false);
  expect((await own.routeTo(SERVER))?.password).toBe('');
});

it('keeps both of two changes that come at once', async () => {
  const { network: own } = network();
  const [, view] = await Promise.all([
    own.update({ proxyUrl: 'http://ada@proxy.corp:3128', proxyPassword: 'secret' }),
    own.update({ proxyMode: 'own' }),
  ]);
  expect(view).toEqual({ proxyMode: 'own', proxyUrl: 'http://ada@proxy.corp:3128', proxyHasPassword: true });
  expect((await own.routeTo(SERVER))?.password).toBe('secret');
});

it('does the next change where one is refused', async () => {
  const { network: own } = network();
  const refused = own.update({ caFile: '/no/such/file.pem' });
  const next = own.update({ proxyMode: 'none' });
  await expect(refused).rejects.toMatchObject({ code: 'INVALID' });
  expect(await next).toEqual({ proxyMode: 'none', proxyHasPassword: false });
});

it('does all of a change that the disk is too full for, and keeps the old password until it is written', async () => {
  const dataDir = await temporaryFolder();
  const settings = new TestSettingsFile();
  const engine = testEngine({ dataDir, settings, cipher: KeyFileCipher.of(dataDir) });
  const own = engine.network;
  await own.update({ proxyMode: 'own', proxyUrl: 'http://ada@proxy.corp:3128', proxyPassword: 'old' });
  const keptIds = async () =>
    Object.keys(JSON.parse(await readFile(join(dataDir, 'secrets.file.json'), 'utf8')).entries);
  const [old] = await keptIds();
  let changes = 0;
  own.onChange = () => changes++;
  settings.isFull = true;
  const change = { proxyUrl: 'http://ada@elsewhere.example.com:3128', proxyPassword: 'new' };
  await expect(own.update(change)).rejects.toThrow('The disk is full');
  expect(own.view.value).toMatchObject({ proxyUrl: change.proxyUrl });
  expect([(await own.routeTo(SERVER))?.password, changes]).toEqual(['new', 1]);
  // The settings on the disk still refer to it.
  expect(await keptIds()).toContain(old);
  settings.isFull = false;
  await engine.stop();
  expect(await keptIds()).toEqual([engine.settings.value.network.proxySecretId]);
});

it.each([
  [{ proxyMode: 'own' }, 'proxyUrl'],
  [{ proxyUrl: 'ftp://proxy.corp' }, 'proxyUrl'],
  [{ proxyUrl: 'http://' }, 'proxyUrl'],
  [{ caFile: '/no/such/file.pem' }, 'caFile'],
] as const)('refuses %j and changes nothing', async (change, field) => {
  const { network: own } = network();
  await expect(own.update(change)).rejects.toMatchObject({ code: 'INVALID', field });
  expect(own.view.value).toEqual({ proxyMode: 'environment', proxyHasPassword: false });
});

it('refuses a CA file without a certificate', async () => {
  const file = join(await temporaryFolder(), 'ca.pem');
  await writeFile(file, 'no certificate');
  const { network: own } = network();
  await expect(own.update({ caFile: file })).rejects.toMatchObject({
    message: expect.stringContaining('no certificate'),
  });
});

it('takes the environment’s proxy where nothing was chosen', async () => {
  // The environment of whoever runs the tests may name them too, in small letters, which count more.
  for (const name of ['http_proxy', 'no_proxy']) vi.stubEnv(name, undefined);
  vi.stubEnv('HTTP_PROXY', 'http://of-the-environment:1');
  vi.stubEnv('NO_PROXY', '');
  expect((await network().network.routeTo(SERVER))?.host).toBe('of-the-environment:1');
});
