/** Encrypts secrets for keeping on the disk: by the operating system's keychain, by a key file, or not at all (memory). */
export interface SecretCipher {
  readonly keeping: 'keychain' | 'file' | 'memory';
  encrypt(text: string): Promise<Buffer>;
  /** Rejects when the data was not made by this cipher or was changed. */
  decrypt(data: Buffer): Promise<string>;
}
