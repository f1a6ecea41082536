import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The built files of one target: dist/NAME, and beside it the fingerprint of the inputs that it was built from. */
export class BuildOutput {
  readonly #dist: string;
  readonly #name: string;

  constructor(distFolder: string, name: string) {
    this.#dist = distFolder;
    this.#name = name;
  }

  get folder(): string {
    return join(this.#dist, this.#name);
  }

  /** Where a build writes before it is put in place: what runs from `folder` meanwhile never sees half a build. */
  get stagingFolder(): string {
    return join(this.#dist, '.staging', this.#name);
  }

  isBuiltFrom(fingerprint: string): boolean {
    return existsSync(this.folder) && this.#readStamp() === fingerprint;
  }

  /** Puts the staged files in place. Needs the build lock. */
  publish(fingerprint: string): void {
    const old = join(this.#dist, '.staging', `${this.#name}-old`);
    rmSync(old, { recursive: true, force: true });
    rmSync(this.#stampFile, { force: true });
    if (existsSync(this.folder)) {
      renameSync(this.folder, old);
    }
    renameSync(this.stagingFolder, this.folder);
    mkdirSync(join(this.#dist, '.stamps'), { recursive: true });
    writeFileSync(this.#stampFile, fingerprint);
    rmSync(join(this.#dist, '.staging'), { recursive: true, force: true });
  }

  get #stampFile(): string {
    return join(this.#dist, '.stamps', this.#name);
  }

  #readStamp(): string | undefined {
    try {
      return readFileSync(this.#stampFile, 'utf8');
    } catch {
      return undefined;
    }
  }
}
