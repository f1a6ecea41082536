import { CompactSign } from 'jose';
import { LICENCE_TYPE, LicenceClaims, MAX_LICENCE } from '../../shared/licence/licence-claims.ts';
import type { LicenceSigner } from './issuer-key.ts';
import { LicenceError } from './licence-error.ts';

/** Signs a licence (RFC 7515, EdDSA of RFC 8037). Rejects with LicenceError where it would be too long for a client to present. */
export async function signLicence(
  claims: Omit<LicenceClaims, 'iss'>,
  { kid, name, privateKey }: LicenceSigner,
): Promise<string> {
  const payload = LicenceClaims.parse({ ...claims, iss: name });
  const licence = await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: LICENCE_TYPE, kid })
    .sign(privateKey);
  if (licence.length <= MAX_LICENCE) return licence;
  throw new LicenceError(
    'too-many',
    `the licence has ${licence.length} characters, and at most ${MAX_LICENCE} can be presented: give it fewer names`,
  );
}
