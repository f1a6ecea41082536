import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_ISSUERS } from '../../shared/licence/licence-api.ts';
import type { ExitLicences } from '../licences/exit-licences.ts';
import { ISSUER_KEY_FILE, issuerKey, type LicenceIssuer, type LicenceSigner } from '../licences/issuer-key.ts';
import { LicenceError } from '../licences/licence-error.ts';
import { LICENCES_FILE, LicenceStore } from '../licences/licence-store.ts';
import type { ExitOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/** What the flags and the data directory say about licences, before anything is opened. */
export interface LicenceSettings {
  required: boolean;
  issuers: readonly LicenceIssuer[];
  signer: LicenceSigner | undefined;
}

/** Reads the key files. Rejects with UsageError where one is wrong or nobody could ever have a licence. */
export async function licenceSettingsOf(options: ExitOptions): Promise<LicenceSettings> {
  const { requireLicence: required, licenceIssuer: files, dataDir, devMode } = options;
  if (!required && files.length > 0)
    throw new UsageError('--licence-issuer needs --require-licence: without it no licence is asked for');
  try {
    const ownFile = join(dataDir, ISSUER_KEY_FILE);
    // In dev mode all is in memory.
    const signer = !devMode && existsSync(ownFile) ? await issuerKey.readPrivate(ownFile) : undefined;
    const issuers = await Promise.all(files.map((file) => issuerKey.readPublic(file)));
    if (required && issuers.length === 0 && signer === undefined) {
      const how =
        'give --licence-issuer FILE with its public key, or make your own with "porthole-exit licence keygen"';
      throw new UsageError(`--require-licence needs an issuer: ${how}`);
    }
    if (issuers.length >= MAX_ISSUERS) throw new UsageError(`--licence-issuer can be given ${MAX_ISSUERS - 1} times`);
    return { required, issuers: signer === undefined ? issuers : [...issuers, signer], signer };
  } catch (error) {
    throw error instanceof LicenceError ? new UsageError(error.message) : error;
  }
}

/** Opens the licences of a run; undefined where it has nothing to do with licences. Throws LicenceError where they cannot be read. */
export function openLicences(
  { required, issuers, signer }: LicenceSettings,
  { dataDir }: ExitOptions,
): ExitLicences | undefined {
  if (!required && signer === undefined) return undefined;
  const own = signer && { signer, store: new LicenceStore(join(dataDir, LICENCES_FILE), { server: true }) };
  return { required, issuers, own };
}
