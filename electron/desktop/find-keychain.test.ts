import type { SafeStorage } from 'electron';
import { expect, test, vi } from 'vitest';
import { findKeychain } from './find-keychain.ts';
import { TestLog } from './testing/test-log.ts';

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>;

/** A keychain that only turns texts round; it has none of the deprecated calls. */
function keychain(available: boolean, backend: Backend) {
  return {
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: vi.fn(() => backend),
    encryptStringAsync: async (text: string) => Buffer.from([...text].reverse().join('')),
    decryptStringAsync: async (data: Buffer) => ({
      result: [...data.toString()].reverse().join(''),
      shouldReEncrypt: true,
    }),
  } as unknown as SafeStorage;
}

test.each<[NodeJS.Platform, Backend]>([
  ['linux', 'gnome_libsecret'],
  ['linux', 'kwallet6'],
  ['darwin', 'unknown'],
  ['win32', 'unknown'],
])('keeps secrets in the keychain of %s with %s', async (platform, backend) => {
  const { cipher } = await findKeychain(keychain(true, backend), platform, new TestLog());
  expect(cipher?.keeping).toBe('keychain');
  expect((await cipher?.encrypt('token'))?.toString()).toBe('nekot');
  expect(await cipher?.decrypt(Buffer.from('nekot'))).toEqual({ text: 'token', outdated: true });
});

test.each<[NodeJS.Platform, boolean, Backend]>([
  ['linux', true, 'basic_text'],
  ['linux', true, 'unknown'],
  ['linux', false, 'gnome_libsecret'],
  ['darwin', false, 'unknown'],
])(
  'offers no keychain that protects nothing, and says why: %s, available %s, %s',
  async (platform, available, backend) => {
    const log = new TestLog();
    const { cipher, unavailable } = await findKeychain(keychain(available, backend), platform, log);
    expect(cipher).toBeUndefined();
    expect(unavailable).toContain(platform === 'linux' ? 'GNOME Keyring' : 'unlock it');
    expect(log.messages).toEqual([expect.stringMatching(/^warn: no keychain protects secrets here/)]);
  },
);

test('asks for the backend on Linux only, where alone there is that call', async () => {
  const storage = keychain(true, 'unknown');
  await findKeychain(storage, 'darwin', new TestLog());
  expect(storage.getSelectedStorageBackend).not.toHaveBeenCalled();
});
