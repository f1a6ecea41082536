import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileAtomically } from '../../../shared/create-file-atomically.ts';
import { isThere } from '../../../shared/is-there.ts';
import { CipherProblem } from './cipher-problem.ts';
import type { Decrypted, SecretCipher } from './secret-cipher.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D §5.2.1.1 recommends 96-bit nonces for GCM. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of every entry, so that a later format can be told apart. */
const FORMAT = 1;
/** Name of the key file in the data folder. */
const KEY_FILE = 'secrets.key';
/** Bits of the mode that would let others than the owner in. */
const OTHERS = 0o077;

/** AES-256-GCM with a random key in a file that only its owner can read. */
export class KeyFileCipher implements SecretCipher {
  readonly keeping = 'file';
  readonly #path: string;
  #key: Promise<Buffer> | undefined;

  /** @param path of the key file; made with mode 0600 at first use */
  constructor(path: string) {
    this.#path = path;
  }

  /** The one of a data folder. */
  static of(dataDir: string): KeyFileCipher {
    return new KeyFileCipher(join(dataDir, KEY_FILE));
  }

  async encrypt(text: string): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, await this.#loadKey(), nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([FORMAT]), nonce, cipher.getAuthTag(), body]);
  }

  async decrypt(data: Buffer): Promise<Decrypted> {
    if (data[0] !== FORMAT || data.length < 1 + NONCE_BYTES + TAG_BYTES) {
      throw new Error('This secret was not written by this version of Porthole.');
    }
    // A key made now would decrypt nothing, and stand where the lost one has to go back to.
    if (this.#key === undefined && !(await isThere(this.#path))) {
      throw new CipherProblem(`The key file ${this.#path} is gone: put it back, or enter this secret again.`);
    }
    const nonce = data.subarray(1, 1 + NONCE_BYTES);
    const tag = data.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, await this.#loadKey(), nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    const body = data.subarray(1 + NONCE_BYTES + TAG_BYTES);
    const text = Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    return { text, outdated: false };
  }

  #loadKey(): Promise<Buffer> {
    this.#key ??= readOrMakeKey(this.#path).catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
  }
}

async function readOrMakeKey(path: string): Promise<Buffer> {
  if (!(await isThere(path))) {
    try {
      return await makeKey(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    throw new CipherProblem(
      `Others can read the key file ${path}: run "chmod 600" on it, and renew the tokens it protected.`,
    );
  }
  const key = await readFile(path);
  if (key.length !== KEY_BYTES)
    throw new CipherProblem(`The key file ${path} is damaged: restore it, or remove it and enter the tokens again.`);
  return key;
}

/** Makes the key file, or rejects with EEXIST: two starts at once must end with one key. */
async function makeKey(path: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  await createFileAtomically(path, key, 0o600);
  return key;
}
