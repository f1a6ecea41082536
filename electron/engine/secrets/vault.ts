import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../shared/write-file-atomically.ts';
import { setAsideName } from '../settings/set-aside-name.ts';
import type { SecretCipher } from './secret-cipher.ts';

const VaultFile = z.object({ version: z.literal(1), entries: z.record(z.string(), z.string()) });

/** Keeps secrets by id, encrypted on the disk. Everything else refers to a secret by its id and never holds it. */
export class Vault {
  readonly keeping: SecretCipher['keeping'];
  readonly #path: string;
  readonly #cipher: SecretCipher;
  #entries = new Map<string, Buffer>();
  #writing: Promise<void> = Promise.resolve();

  constructor(dataDir: string, cipher: SecretCipher) {
    // One file a keeping: the desktop app and `porthole serve` share the folder, and neither can read the other's entries.
    this.#path = join(dataDir, `secrets.${cipher.keeping}.json`);
    this.#cipher = cipher;
    this.keeping = cipher.keeping;
  }

  /**
   * Reads what is kept. A file that cannot be read is set aside, never overwritten.
   * @returns one line for the user where that happened
   */
  async load(): Promise<string | undefined> {
    if (this.keeping === 'memory') return undefined;
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const file = VaultFile.parse(JSON.parse(text));
      this.#entries = new Map(Object.entries(file.entries).map(([id, data]) => [id, Buffer.from(data, 'base64')]));
      return undefined;
    } catch {
      const aside = setAsideName(this.#path);
      await rename(this.#path, aside);
      return `The file of secrets could not be read and was set aside as ${aside}: enter your tokens again.`;
    }
  }

  /** Rejects where there is no such secret or it cannot be decrypted; nothing else is harmed by that. */
  async get(id: string): Promise<string> {
    const data = this.#entries.get(id);
    if (!data) throw new Error('This secret is not on this computer: enter it again.');
    try {
      return await this.#cipher.decrypt(data);
    } catch {
      throw new Error('This secret cannot be decrypted on this computer: enter it again.');
    }
  }

  /** Resolves when the secret is on the disk. */
  async set(id: string, secret: string): Promise<void> {
    this.#entries.set(id, await this.#cipher.encrypt(secret));
    await this.#save();
  }

  async remove(id: string): Promise<void> {
    if (this.#entries.delete(id)) await this.#save();
  }

  #save(): Promise<void> {
    if (this.keeping === 'memory') return Promise.resolve();
    const write = async () => {
      const entries = Object.fromEntries([...this.#entries].map(([id, data]) => [id, data.toString('base64')]));
      await writeFileAtomically(this.#path, `${JSON.stringify({ version: 1, entries }, null, 2)}\n`, 0o600);
    };
    // One after the other: the last state is what stays, and a failed write does not stop the next.
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}
