import { decodeJwt, decodeProtectedHeader } from 'jose';
import { LicenceClaims } from '../../../shared/licence/licence-claims.ts';
import { RequestError } from '../request-error.ts';

/** What a signed licence says. Whether that is true only an exit server can tell, which has the issuer's key. */
export interface DecodedLicence {
  kid: string;
  claims: LicenceClaims;
}

/** Reads a signed licence without a look at its signature. @throws RequestError */
export function decodeLicence(licence: string): DecodedLicence {
  try {
    const { kid } = decodeProtectedHeader(licence);
    if (typeof kid === 'string') return { kid, claims: LicenceClaims.parse(decodeJwt(licence)) };
  } catch {
    // Said below, whatever part of it is damaged.
  }
  throw new RequestError('INVALID', 'This licence is damaged: copy all of it again from where you got it.', 'text');
}
