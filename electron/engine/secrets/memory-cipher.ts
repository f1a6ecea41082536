import type { Decrypted, SecretCipher } from './secret-cipher.ts';

/** Keeps nothing on the disk: the vault forgets all when the app ends. */
export class MemoryCipher implements SecretCipher {
  readonly keeping = 'memory';

  async encrypt(text: string): Promise<Buffer> {
    return Buffer.from(text, 'utf8');
  }

  async decrypt(data: Buffer): Promise<Decrypted> {
    return { text: data.toString('utf8'), outdated: false };
  }
}
