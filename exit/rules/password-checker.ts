import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { parsePasswordHash } from '../../shared/rules/password-hash.ts';

/** Checks at once: each takes up to 64 MiB and one of Node's four threads, which name lookups and files need too. */
const MAX_RUNNING = 2;
/** Checks that wait for their turn: some ten seconds' worth. Whoever comes then is told to come back. */
const MAX_WAITING = 64;
/** Right credentials that are remembered, so that a page with a hundred pictures is one check; under 1 MiB. */
const MAX_REMEMBERED = 4_096;
/** How long they are, ms. A password that was changed has another hash, and is never found here. */
const REMEMBERED_MS = 10 * 60_000;

/** Derives a key; node:crypto's scrypt, which does it in another thread. */
export type Derive = (
  password: string,
  salt: Buffer,
  bytes: number,
  options: { N: number; r: number; p: number; maxmem: number },
  done: (error: Error | null, key: Buffer) => void,
) => void;

/** Checks passwords against hashes of scrypt (RFC 7914), for all tunnels. */
export class PasswordChecker {
  readonly #derive: Derive;
  readonly #now: () => number;
  /** Of this process only: what is remembered cannot be tried out on any other machine. */
  readonly #key = randomBytes(32);
  /** Right ones by their HMAC, until when; the oldest first. */
  readonly #right = new Map<string, number>();
  readonly #running = new Map<string, Promise<boolean>>();
  readonly #waiting: (() => void)[] = [];
  #free = MAX_RUNNING;

  constructor(derive: Derive = scrypt, now: () => number = () => performance.now()) {
    this.#derive = derive;
    this.#now = now;
  }

  /**
   * Whether a password is that of a hash: true where that is known, a promise where it has to be found out, `busy` where too many are.
   *
   * @param begin called before it is found out: false where that must not be
   */
  check(hash: string, password: string, begin: () => boolean): true | Promise<boolean> | 'busy' | 'refused' {
    const key = createHmac('sha256', this.#key).update(`${hash}\0${password}`).digest('base64');
    if ((this.#right.get(key) ?? 0) > this.#now()) return true;
    // The same from several connections of one browser is found out once.
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    if (this.#free === 0 && this.#waiting.length >= MAX_WAITING) return 'busy';
    if (!begin()) return 'refused';
    const found = this.#find(key, hash, password).finally(() => this.#running.delete(key));
    this.#running.set(key, found);
    return found;
  }

  async #find(key: string, hash: string, password: string): Promise<boolean> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      const right = await this.#isRight(hash, password);
      if (right) this.#remember(key);
      return right;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }

  #isRight(text: string, password: string): Promise<boolean> {
    const parsed = parsePasswordHash(text);
    if (parsed === undefined) return Promise.resolve(false);
    const { cost: N, blockSize: r, parallelization: p, salt } = parsed;
    const expected = Buffer.from(parsed.hash, 'base64url');
    // Node refuses what takes over 32 MiB unless told.
    const options = { N, r, p, maxmem: 256 * N * r };
    return new Promise((resolve, reject) => {
      this.#derive(password, Buffer.from(salt, 'base64url'), expected.length, options, (error, key) => {
        if (error === null) resolve(timingSafeEqual(key, expected));
        else reject(error);
      });
    });
  }

  #remember(key: string): void {
    this.#right.delete(key);
    this.#right.set(key, this.#now() + REMEMBERED_MS);
    const [oldest] = this.#right.keys();
    if (this.#right.size > MAX_REMEMBERED && oldest !== undefined) this.#right.delete(oldest);
  }
}
