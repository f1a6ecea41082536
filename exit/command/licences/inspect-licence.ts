import { existsSync, readFileSync } from 'node:fs';
import { LicenceTextError } from '../../../shared/licence/licence-text-error.ts';
import { type LicenceText, readLicenceText } from '../../../shared/licence/read-licence-text.ts';
import { issuerKey, type LicenceIssuer } from '../../licences/issuer-key.ts';
import { LicenceError } from '../../licences/licence-error.ts';
import type { LicenceRecord } from '../../licences/licence-record.ts';
import { LicenceRefusal } from '../../licences/licence-refusal.ts';
import { cancelled } from '../../licences/licence-store.ts';
import { LicenceVerifier, refusalAt, type VerifiedLicence } from '../../licences/licence-verifier.ts';
import { UsageError } from '../usage-error.ts';
import type { InspectFlags } from './licence-flags.ts';
import type { LicenceFolder } from './licence-folder.ts';

/** What `licence inspect` finds. */
export type Inspected =
  | { kind: 'licence'; licence: VerifiedLicence; problem: string | undefined }
  | { kind: 'key'; record: LicenceRecord };

/** Longest text that is read: a licence link with a licence in it. */
const MAX_INPUT = 16 * 1024;

/** Reads a licence from a file, from standard input (`-`) or as it stands, and checks it. Rejects with UsageError, LicenceError or LicenceRefusal. */
export async function inspectLicence(what: string, flags: InspectFlags, folder: LicenceFolder): Promise<Inspected> {
  const text = parse(what);
  if (text.kind === 'subscription') {
    const record = folder.hasStore ? folder.withStore(false, (store) => store.findByKey(text.key)) : undefined;
    if (record !== undefined) return { kind: 'key', record };
    throw new LicenceError(
      'not-found',
      `the key is well-formed, but none of ${folder.path}: give the issuer's folder with --data-dir`,
    );
  }
  const licence = await new LicenceVerifier(await issuersOf(flags, folder)).verify(text.licence);
  const revokedAt = folder.hasStore
    ? folder.withStore(false, (store) => store.revokedAt(licence.claims.jti, licence.kid))
    : undefined;
  const refusal = revokedAt === undefined ? refusalAt(licence.claims, Date.now()) : cancelled(revokedAt);
  return { kind: 'licence', licence, problem: refusal?.message };
}

async function issuersOf({ issuer }: InspectFlags, folder: LicenceFolder): Promise<LicenceIssuer[]> {
  if (issuer !== undefined) return Promise.all(issuer.map((file) => issuerKey.readPublic(file)));
  if (existsSync(folder.keyFile)) return [await issuerKey.readPrivate(folder.keyFile)];
  const message = `there is no issuer's key in ${folder.path}: give its public key with --issuer FILE`;
  throw new LicenceError('key-file', message);
}

function parse(what: string): LicenceText {
  try {
    return readLicenceText(contentOf(what));
  } catch (error) {
    if (error instanceof LicenceTextError) throw new LicenceRefusal('licence-invalid', error.message);
    throw error;
  }
}

function contentOf(what: string): string {
  if (what !== '-' && !existsSync(what)) return what;
  try {
    return readFileSync(what === '-' ? 0 : what, 'utf8').slice(0, MAX_INPUT);
  } catch (error) {
    throw new UsageError(`${what} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
