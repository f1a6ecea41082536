import type { SafeStorage } from 'electron';
import type { Decrypted, SecretCipher } from '../engine/secrets/secret-cipher.ts';

/** Encrypts with a key that the operating system keeps: Keychain, DPAPI, libsecret or KWallet. */
export class KeychainCipher implements SecretCipher {
  readonly keeping = 'keychain';
  readonly #storage: Pick<SafeStorage, 'encryptStringAsync' | 'decryptStringAsync'>;

  constructor(storage: Pick<SafeStorage, 'encryptStringAsync' | 'decryptStringAsync'>) {
    this.#storage = storage;
  }

  encrypt(text: string): Promise<Buffer> {
    return this.#storage.encryptStringAsync(text);
  }

  async decrypt(data: Buffer): Promise<Decrypted> {
    const { result, shouldReEncrypt } = await this.#storage.decryptStringAsync(data);
    return { text: result, outdated: shouldReEncrypt };
  }
}
