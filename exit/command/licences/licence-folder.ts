import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ISSUER_KEY_FILE } from '../../licences/issuer-key.ts';
import { LicenceError } from '../../licences/licence-error.ts';
import { LICENCES_FILE, LicenceStore } from '../../licences/licence-store.ts';
import { actAsOwner } from '../act-as-owner.ts';
import { resolveOptions } from '../options.ts';
import type { LicenceFlags } from './licence-flags.ts';

/** What an issuer's data directory holds. */
export class LicenceFolder {
  readonly path: string;

  /** @throws UsageError */
  constructor({ dataDir }: LicenceFlags, env: NodeJS.ProcessEnv) {
    this.path = resolveOptions(dataDir === undefined ? {} : { dataDir }, env).dataDir;
    actAsOwner(this.path);
  }

  /** Where the issuer's private key is. */
  get keyFile(): string {
    return join(this.path, ISSUER_KEY_FILE);
  }

  get hasStore(): boolean {
    return existsSync(join(this.path, LICENCES_FILE));
  }

  /** Does something with the licences. @throws LicenceError where there are none and none are to be made */
  withStore<Result>(make: boolean, run: (store: LicenceStore) => Result): Result {
    if (!make && !this.hasStore) {
      throw new LicenceError(
        'not-found',
        `there are no licences in ${this.path}: give the issuer's folder with --data-dir`,
      );
    }
    const store = new LicenceStore(join(this.path, LICENCES_FILE));
    try {
      return run(store);
    } finally {
      store.close();
    }
  }
}
