import { compactVerify, decodeProtectedHeader } from 'jose';
import { LICENCE_TYPE, LicenceClaims, MAX_LICENCE } from '../../shared/licence/licence-claims.ts';
import { LICENCE_TIMES } from '../../shared/licence/licence-times.ts';
import { utcText } from '../../shared/utc-text.ts';
import type { LicenceIssuer } from './issuer-key.ts';
import { LicenceRefusal } from './licence-refusal.ts';

/** A licence whose signature is that of an issuer who is trusted. */
export interface VerifiedLicence {
  readonly claims: LicenceClaims;
  readonly kid: string;
}

/** Knows whose licences are taken, and whether a text is one of theirs. */
export class LicenceVerifier {
  readonly #issuers: ReadonlyMap<string, LicenceIssuer>;

  constructor(issuers: readonly LicenceIssuer[]) {
    this.#issuers = new Map(issuers.map((issuer) => [issuer.kid, issuer]));
  }

  get issuers(): LicenceIssuer[] {
    return [...this.#issuers.values()];
  }

  /**
   * Checks signature and form, not the time. The key is chosen by `kid` among those that are trusted and by nothing else in the licence; the one
   * algorithm is EdDSA, whatever the header says. Rejects with LicenceRefusal.
   */
  async verify(licence: string): Promise<VerifiedLicence> {
    const { kid } = readHeader(licence);
    const issuer = this.#issuers.get(kid);
    if (issuer === undefined) {
      const names = this.issuers.map(({ name }) => `"${name}"`).join(', ');
      const message = `This exit server does not know the issuer of the licence: it takes licences of ${names || 'nobody'}.`;
      throw new LicenceRefusal('licence-unknown-issuer', message);
    }
    let payload: Uint8Array;
    try {
      ({ payload } = await compactVerify(licence, issuer.key, { algorithms: ['EdDSA'] }));
    } catch {
      throw invalid('its signature is not that of its issuer');
    }
    const claims = LicenceClaims.safeParse(parse(payload));
    if (!claims.success) throw invalid('what it says cannot be understood');
    // Otherwise an issuer could write another one's name on its own licences.
    if (claims.data.iss !== issuer.name) throw invalid('it names another issuer than the one who signed it');
    return { claims: claims.data, kid };
  }
}

/** Why a licence does not count at a time (ms); undefined where it does. */
export function refusalAt({ nbf, exp, kind, until }: LicenceClaims, now: number): LicenceRefusal | undefined {
  if (now < nbf * 1_000 - LICENCE_TIMES.leewayMs) {
    const message = `This licence is not valid before ${utcText(nbf * 1_000)}: wait until then, or ask its issuer.`;
    return new LicenceRefusal('licence-not-yet-valid', message);
  }
  if (now < exp * 1_000) return undefined;
  if (kind === 'static' || (until !== undefined && now >= until * 1_000)) {
    const message = `This licence expired on ${utcText((until ?? exp) * 1_000)}: renew it at its issuer.`;
    return new LicenceRefusal('licence-expired', message);
  }
  const message = `This subscription was not confirmed by its issuer since ${utcText(exp * 1_000 - LICENCE_TIMES.graceMs - LICENCE_TIMES.recheckMs)}: connect to the internet and check it again.`;
  return new LicenceRefusal('licence-expired', message);
}

function readHeader(licence: string): { kid: string } {
  if (licence.length > MAX_LICENCE) throw invalid('it is too long');
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(licence);
  } catch {
    throw invalid('it is not whole');
  }
  if (header.alg !== 'EdDSA' || header.typ !== LICENCE_TYPE || typeof header.kid !== 'string') {
    throw invalid('it is signed in another way than licences are');
  }
  return { kid: header.kid };
}

function invalid(why: string): LicenceRefusal {
  return new LicenceRefusal(
    'licence-invalid',
    `This licence cannot be used: ${why}. Import it again from where you got it.`,
  );
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}
