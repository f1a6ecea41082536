import { join } from 'node:path';
import type { Keeping, SecretState } from '../../../shared/contract/secrets.ts';
import { Live } from '../live.ts';
import { SettingsNotSaved } from '../settings/settings-not-saved.ts';
import { Turns } from '../turns.ts';
import { CipherProblem } from './cipher-problem.ts';
import type { SecretCipher } from './secret-cipher.ts';
import { SecretFile } from './secret-file.ts';

/** What the user has chosen, as the settings keep it. */
export interface KeepingChoice {
  readonly chosen?: Keeping | undefined;
  /** Set while secrets are moved there. */
  readonly movingTo?: Keeping | undefined;
}

export interface VaultParts {
  readonly dataDir: string;
  /** What there is here: the first one is used where the user has chosen none of them. */
  readonly ciphers: readonly SecretCipher[];
  readonly choice: { read(): KeepingChoice; write(choice: KeepingChoice): Promise<void> };
}

/** How one secret fares. */
export interface SecretInfo {
  readonly state: SecretState;
  /** Where it is. */
  readonly keeping?: Keeping | undefined;
  /** One line for its user where something is wrong. */
  readonly message?: string | undefined;
}

interface Found {
  readonly keeping: Keeping;
  readonly data: Buffer;
  readonly cipher: SecretCipher | undefined;
}

const KEEPINGS: readonly Keeping[] = ['keychain', 'file', 'memory'];
const MISSING = 'This secret is not on this computer: enter it again.';
const UNDECRYPTABLE = 'This secret cannot be decrypted on this computer: enter it again.';
const OUT_OF_REACH: Record<Keeping, string> = {
  keychain: 'This secret is in the system’s keychain, which cannot be used here: enter it again.',
  file: 'This secret is in a file that cannot be used here: enter it again.',
  memory: MISSING,
};

/**
 * Keeps secrets by id, encrypted on the disk. Everything else refers to a secret by its id and never holds it.
 *
 * There is one file a keeping, and each secret is in one of them: new ones go where the user wants them, those of before are used where they
 * are until they are moved. The desktop app and `porthole serve` share the folder; what is in the key file both can use.
 */
export class Vault {
  /** Counts: something about the secrets has changed. */
  readonly changes = new Live(0);
  readonly #choice: VaultParts['choice'];
  readonly #ciphers: ReadonlyMap<Keeping, SecretCipher>;
  readonly #files: ReadonlyMap<Keeping, SecretFile>;
  readonly #fallback: Keeping;
  /** Why secrets could not be read when somebody last tried. */
  readonly #problems = new Map<string, string>();
  /** Changes of several files come one after the other, so that none sees half of another. */
  readonly #turns = new Turns();

  constructor({ dataDir, ciphers, choice }: VaultParts) {
    this.#choice = choice;
    this.#ciphers = new Map(ciphers.toReversed().map((cipher) => [cipher.keeping, cipher]));
    this.#fallback = ciphers[0]?.keeping ?? 'memory';
    this.#files = new Map(KEEPINGS.map((keeping) => [keeping, new SecretFile(fileOf(dataDir, keeping))]));
  }

  /** Where new secrets go. */
  get keeping(): Keeping {
    const { chosen } = this.#choice.read();
    return chosen !== undefined && this.#ciphers.has(chosen) ? chosen : this.#fallback;
  }

  /** Whether secrets can be kept there. */
  offers(keeping: Keeping): boolean {
    return this.#ciphers.has(keeping);
  }

  /**
   * Reads what is kept, and ends a move that a crash has broken off. A file that cannot be read is set aside, never overwritten.
   * @param lookOnly nothing on the disk is changed
   * @returns lines for the user where something went wrong
   */
  async load({ lookOnly = false } = {}): Promise<string[]> {
    const problems: string[] = [];
    // Nothing of a vault that keeps all in memory needs a folder.
    const onDisk = this.#ciphers.size > 1 || this.#fallback !== 'memory';
    for (const file of onDisk ? this.#files.values() : []) {
      const problem = await file.load({ lookOnly });
      if (problem !== undefined) problems.push(problem);
    }
    const { movingTo } = this.#choice.read();
    if (movingTo !== undefined && this.offers(movingTo) && !lookOnly) {
      await this.move(movingTo).catch((error: Error) => {
        problems.push(`The secrets could not all be moved (${error.message}): move them again under Secrets.`);
      });
    }
    this.#changed();
    return problems;
  }

  /** Tries all secrets that can be reached, so that those that cannot be decrypted are known before they are needed. */
  async inspect(): Promise<void> {
    for (const file of this.#files.values()) {
      for (const id of [...file.ids]) await this.get(id).catch(() => undefined);
    }
  }

  /** All secrets that can be decrypted: for taking them out of something. */
  async texts(): Promise<string[]> {
    const ids = new Set([...this.#files.values()].flatMap((file) => [...file.ids]));
    const texts = await Promise.all([...ids].map((id) => this.get(id).catch(() => undefined)));
    return texts.filter((text) => text !== undefined);
  }

  /** How a secret fares, as far as that is known without trying it. */
  info(id: string): SecretInfo {
    const found = this.#find(id);
    if (found === undefined) return { state: 'missing', message: MISSING };
    const { keeping, cipher } = found;
    if (cipher === undefined) return { state: 'out-of-reach', keeping, message: OUT_OF_REACH[keeping] };
    const message = this.#problems.get(id);
    return message === undefined ? { state: 'kept', keeping } : { state: 'undecryptable', keeping, message };
  }

  /** Rejects where there is no such secret or it cannot be decrypted; nothing else is harmed by that. */
  async get(id: string): Promise<string> {
    const found = this.#find(id);
    if (found?.cipher === undefined) throw new Error(this.info(id).message);
    try {
      const { text, outdated } = await found.cipher.decrypt(found.data);
      if (this.#problems.delete(id)) this.#changed();
      // Whoever waits for the secret need not wait for this; the old entry is as good until it is replaced.
      if (outdated) void this.#renew(id, text, found).catch(() => undefined);
      return text;
    } catch (error) {
      const message = error instanceof CipherProblem ? error.message : UNDECRYPTABLE;
      if (this.#problems.get(id) !== message && this.#find(id)?.data === found.data) {
        this.#problems.set(id, message);
        this.#changed();
      }
      throw new Error(message);
    }
  }

  /** Resolves when the secret is on the disk, and no older one in its place. */
  set(id: string, secret: string): Promise<void> {
    return this.#turns.take(async () => {
      const to = this.keeping;
      const data = await this.#cipher(to).encrypt(secret);
      await this.#file(to).put(new Map([[id, data]]));
      this.#problems.delete(id);
      for (const [keeping, file] of this.#files) {
        // One that cannot be reached may be the same, and will be there after a restart, when what is in memory is gone.
        const stays = keeping === to || (to === 'memory' && !this.offers(keeping));
        if (!stays) await file.drop([id]);
      }
      this.#changed();
    });
  }

  remove(id: string): Promise<void> {
    return this.#turns.take(async () => {
      for (const file of this.#files.values()) await file.drop([id]);
      this.#problems.delete(id);
      this.#changed();
    });
  }

  /**
   * Moves all secrets that can be decrypted to another keeping, where new ones go from now on. The others stay where they are. What is
   * moved is in its new file, whole and on the disk, before it leaves the old one; after a crash on the way `load` ends the move.
   */
  move(to: Keeping): Promise<void> {
    return this.#turns
      .take(async () => {
        const before = this.#choice.read().chosen;
        let moved: string[];
        try {
          await this.#choice.write({ chosen: before, movingTo: to });
          moved = await this.#copyTo(to);
        } catch (error) {
          await this.#choice.write({ chosen: before }).catch(() => {});
          // Its own words say that the change holds: this one was undone.
          throw error instanceof SettingsNotSaved ? new Error(`${error.why}. All are where they were.`) : error;
        }
        await this.#choice.write({ chosen: to, movingTo: to });
        for (const [keeping, file] of this.#files) if (keeping !== to) await file.drop(moved);
        await this.#choice.write({ chosen: to });
      })
      .finally(() => this.#changed());
  }

  /** Puts a copy of each secret that can be decrypted into the file of a keeping. Returns the ids of all that are there now. */
  async #copyTo(to: Keeping): Promise<string[]> {
    const copies = new Map<string, Buffer>();
    const present: string[] = [];
    for (const id of this.#reachableIds()) {
      const found = this.#find(id);
      if (found?.keeping === to) present.push(id);
      const text = found?.keeping === to ? undefined : await this.get(id).catch(() => undefined);
      if (text !== undefined) copies.set(id, await this.#cipher(to).encrypt(text));
    }
    if (copies.size > 0) await this.#file(to).put(copies);
    return [...copies.keys(), ...present];
  }

  #reachableIds(): Set<string> {
    return new Set([...this.#ciphers.keys()].flatMap((keeping) => [...this.#file(keeping).ids]));
  }

  /** Encrypts a secret anew where it is, unless somebody has replaced it meanwhile. */
  #renew(id: string, text: string, { keeping, data, cipher }: Found): Promise<void> {
    return this.#turns.take(async () => {
      const renewed = await cipher?.encrypt(text);
      if (renewed && this.#file(keeping).get(id) === data) await this.#file(keeping).put(new Map([[id, renewed]]));
    });
  }

  /** Where a secret is: where it should be first, then where it can be reached. */
  #find(id: string): Found | undefined {
    const reachable = [this.keeping, ...this.#ciphers.keys()];
    for (const keeping of [...reachable, ...KEEPINGS]) {
      const data = this.#file(keeping).get(id);
      if (data !== undefined) return { keeping, data, cipher: this.#ciphers.get(keeping) };
    }
    return undefined;
  }

  #file(keeping: Keeping): SecretFile {
    const file = this.#files.get(keeping);
    if (file === undefined) throw new Error(`There is no file for ${keeping}.`);
    return file;
  }

  #cipher(keeping: Keeping): SecretCipher {
    const cipher = this.#ciphers.get(keeping);
    if (cipher === undefined) throw new Error(OUT_OF_REACH[keeping]);
    return cipher;
  }

  #changed(): void {
    this.changes.set(this.changes.value + 1);
  }
}

/** Where the secrets of a keeping are; undefined: not on the disk. */
export function fileOf(dataDir: string, keeping: Keeping): string | undefined {
  return keeping === 'memory' ? undefined : join(dataDir, `secrets.${keeping}.json`);
}
