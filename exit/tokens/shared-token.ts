import { timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { caProof } from '../../shared/wire/ca-proof.ts';
import type { ExitLog } from '../log.ts';
import { TokenStore } from './token-store.ts';

/** Where a shared token comes from. */
export interface SharedTokenFile {
  path: string;
  /** Reads it anew. Throws an Error whose message is one line. */
  read(): string;
}

/** The one secret of `--token-file`. Only its SHA-256 is kept. */
export class SharedToken {
  #hash: Buffer;
  #isProvable: boolean;
  readonly #file: SharedTokenFile | undefined;
  readonly #log: ExitLog | undefined;
  /** What the file looked like when it was last read. */
  #stamp: string | undefined;

  constructor(token: string, file?: SharedTokenFile, log?: ExitLog) {
    this.#hash = TokenStore.hash(token);
    this.#isProvable = caProof.isProvable(token);
    this.#file = file;
    this.#log = log;
  }

  /** It is the same for as long as the exit server runs. */
  get isFixed(): boolean {
    return this.#file === undefined;
  }

  /** Whether a secret with this SHA-256 is it. Hashes have one length, so that the time never tells anything. */
  has(hash: Buffer): boolean {
    return timingSafeEqual(hash, this.#hash);
  }

  /** Proves to whoever knows the token that a CA is this server's; undefined where the token could be guessed by it. See caProof. */
  prove(nonce: string, fingerprint: string): string | undefined {
    return this.#isProvable ? caProof.make(this.#hash, nonce, fingerprint) : undefined;
  }

  /** Reads the file again where it has changed. Returns whether the token is another one now; one that cannot be read stays. */
  refresh(): boolean {
    if (this.#file === undefined) return false;
    const stamp = stampOf(this.#file.path);
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    let token: string;
    try {
      token = this.#file.read();
    } catch (error) {
      this.#log?.warn({}, `the token of before still counts: ${(error as Error).message}`);
      return false;
    }
    const hash = TokenStore.hash(token);
    if (hash.equals(this.#hash)) return false;
    this.#hash = hash;
    this.#isProvable = caProof.isProvable(token);
    this.#log?.info({ file: this.#file.path }, 'the token file has changed: its token counts from now on');
    return true;
  }
}

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? 'gone' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
}
