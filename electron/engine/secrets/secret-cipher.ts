import type { Keeping } from '../../../shared/contract/secrets.ts';

export interface Decrypted {
  readonly text: string;
  /** The key has changed since: it should be encrypted anew. */
  readonly outdated: boolean;
}

/** Encrypts secrets for keeping on the disk: by the operating system's keychain, by a key file, or not at all (memory). */
export interface SecretCipher {
  readonly keeping: Keeping;
  encrypt(text: string): Promise<Buffer>;
  /** Rejects when the data was not made by this cipher or was changed; with CipherProblem where the user can mend it. */
  decrypt(data: Buffer): Promise<Decrypted>;
}
