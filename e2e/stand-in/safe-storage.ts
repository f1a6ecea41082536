import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { SafeStorage } from 'electron';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A keychain. Its key comes from the user's folder, so that what one run keeps the next can read. */
export class StandInSafeStorage
  implements
    Pick<
      SafeStorage,
      'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
    >
{
  readonly #backend: ReturnType<SafeStorage['getSelectedStorageBackend']>;
  readonly #key: Buffer;
  readonly #isReady: () => boolean;

  constructor(options: {
    backend: ReturnType<SafeStorage['getSelectedStorageBackend']>;
    userData: string;
    isReady(): boolean;
  }) {
    this.#backend = options.backend;
    this.#key = createHash('sha256').update(options.userData).digest();
    this.#isReady = options.isReady;
  }

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return this.#isReady();
  }

  getSelectedStorageBackend(): ReturnType<SafeStorage['getSelectedStorageBackend']> {
    return this.#isReady() ? this.#backend : 'unknown';
  }

  async encryptStringAsync(plainText: string): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const body = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, encrypted.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(encrypted.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const body = Buffer.concat([decipher.update(encrypted.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return { result: body.toString('utf8'), shouldReEncrypt: false };
  }
}
