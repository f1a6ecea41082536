import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LicenceClaims } from '../../shared/licence/licence-claims.ts';
import { issuerKey, type LicenceIssuer, type LicenceSigner } from '../licences/issuer-key.ts';
import { signLicence } from '../licences/sign-licence.ts';

/** A licence issuer with a key of its own. */
export interface TestIssuer {
  signer: LicenceSigner;
  issuer: LicenceIssuer;
}

/** Makes one, by way of its files. */
export async function makeTestIssuer(name = 'Example Exits', url?: string): Promise<TestIssuer> {
  const folder = await mkdtemp(join(tmpdir(), 'porthole-issuer-'));
  try {
    const { privateText, publicText } = await issuerKey.make(name, url);
    const [secret, open] = [join(folder, 'key.jwk'), join(folder, 'key.pub.jwk')];
    writeFileSync(secret, privateText, { mode: 0o600 });
    writeFileSync(open, publicText);
    return { signer: await issuerKey.readPrivate(secret), issuer: await issuerKey.readPublic(open) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Claims of a static licence, changed as a test wants them; without times it is good from now for a day. */
export function testClaims(part: Partial<LicenceClaims> = {}): Omit<LicenceClaims, 'iss'> {
  const now = Math.floor(Date.now() / 1_000);
  return {
    ...{ jti: 'lic_0123456789ab', holder: 'Ada', plan: 'Studio', kind: 'static', limits: { tcp: true } },
    ...{ iat: now, nbf: now, exp: now + 86_400 },
    ...part,
  };
}

/** Signs a static licence. */
export function testLicence({ signer }: TestIssuer, part: Partial<LicenceClaims> = {}): Promise<string> {
  return signLicence(testClaims(part), signer);
}
