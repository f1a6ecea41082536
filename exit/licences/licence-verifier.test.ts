import { generateKeyPairSync, sign } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, generateKeyPair } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { LICENCE_TYPE } from '../../shared/licence/licence-claims.ts';
import { makeTestIssuer, type TestIssuer, testClaims, testLicence } from '../testing/test-issuer.ts';
import { LicenceRefusal } from './licence-refusal.ts';
import { LicenceVerifier, refusalAt } from './licence-verifier.ts';
import { signLicence } from './sign-licence.ts';

let mine: TestIssuer;
let other: TestIssuer;
let verifier: LicenceVerifier;

beforeAll(async () => {
  mine = await makeTestIssuer('Mine');
  other = await makeTestIssuer('Other');
  verifier = new LicenceVerifier([mine.issuer]);
});

async function refused(licence: string): Promise<string> {
  const error = await verifier.verify(licence).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof LicenceRefusal) return `${error.code}: ${error.message}`;
  throw new Error(`It was not refused, but: ${error}`);
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const payloadOf = (part = {}) => ({ iss: 'Mine', ...testClaims(part) });
const header = (part = {}) => ({ alg: 'EdDSA', typ: LICENCE_TYPE, kid: mine.signer.kid, ...part });

/** Signs anything with a key of an issuer. */
function signed(head: object, payload: object, { signer } = mine): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader(head as { alg: string })
    .sign(signer.privateKey);
}

describe('LicenceVerifier', () => {
  it('takes what a trusted issuer has signed, and says what it says', async () => {
    const { claims, kid } = await verifier.verify(
      await testLicence(mine, { holder: 'Ada', limits: { tcp: false, names: ['blog'] } }),
    );
    expect(claims).toMatchObject({ iss: 'Mine', holder: 'Ada', limits: { tcp: false, names: ['blog'] } });
    expect(kid).toBe(mine.issuer.kid);
    expect(kid).toBe(mine.signer.kid);
  });

  it('takes licences of several issuers, each by its own key', async () => {
    const both = new LicenceVerifier([mine.issuer, other.issuer]);
    expect((await both.verify(await testLicence(mine))).claims.iss).toBe('Mine');
    expect((await both.verify(await testLicence(other))).claims.iss).toBe('Other');
  });

  it('does not know other issuers', async () => {
    expect(await refused(await testLicence(other))).toMatch(/^licence-unknown-issuer: .* it takes licences of "Mine"/);
  });

  it.each(['none', 'None', 'HS256', 'ES256', 'Ed448', 'RS256', ''])('refuses the algorithm %j', async (alg) => {
    expect(await refused(`${encode(header({ alg }))}.${encode(payloadOf())}.`)).toMatch(/^licence-invalid/);
    const [, payload, signature] = (await testLicence(mine)).split('.');
    expect(await refused(`${encode(header({ alg }))}.${payload}.${signature}`)).toMatch(/^licence-invalid/);
  });

  it('refuses a MAC that is made with the public key as its secret', async () => {
    const { createHmac } = await import('node:crypto');
    const jwk = await crypto.subtle.exportKey('jwk', mine.issuer.key);
    const secret = Buffer.from(jwk.x ?? '', 'base64url');
    for (const alg of ['HS256', 'EdDSA']) {
      const text = `${encode(header({ alg }))}.${encode(payloadOf())}`;
      const mac = createHmac('sha256', secret).update(text).digest('base64url');
      expect(await refused(`${text}.${mac}`)).toMatch(/^licence-invalid/);
    }
  });

  it('refuses a good signature by another key under this kid, and this key under another kid', async () => {
    const wrongKey = await signed(header(), payloadOf(), other);
    expect(await refused(wrongKey)).toContain('its signature is not that of its issuer');
    const wrongKid = await signed(header({ kid: other.signer.kid }), payloadOf());
    expect(await refused(wrongKid)).toMatch(/^licence-unknown-issuer/);
  });

  it('takes no key out of the licence itself', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const jwk = publicKey.export({ format: 'jwk' });
    const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: String(jwk.x) });
    for (const head of [header({ jwk }), header({ jwk, kid }), header({ kid, jku: 'https://evil.example/keys' })]) {
      const text = `${encode(head)}.${encode(payloadOf())}`;
      expect(await refused(`${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`)).toMatch(
        /^licence-/,
      );
    }
  });

  it('refuses one that was changed anywhere', async () => {
    const good = await testLicence(mine, { limits: { tunnels: 1, tcp: false } });
    const [head = '', payload = '', signature = ''] = good.split('.');
    const richer = encode({ ...payloadOf(), limits: { tunnels: 100, tcp: true } });
    expect(await refused(`${head}.${richer}.${signature}`)).toMatch(/^licence-invalid/);
    expect(await refused(`${encode(header({ note: 'x' }))}.${payload}.${signature}`)).toMatch(/^licence-invalid/);
    expect(await refused(`${head}.${payload}.${signature.slice(0, -12)}${'A'.repeat(12)}`)).toMatch(/^licence-invalid/);
    for (const part of [
      `${head}.${payload}.`,
      `${head}.${payload}`,
      head,
      '',
      '..',
      `${good}.${signature}`,
      good.slice(1),
    ]) {
      expect(await refused(part)).toMatch(/^licence-invalid/);
    }
  });

  it('refuses what was signed for another purpose, or says what it must not', async () => {
    expect(await refused(await signed(header({ typ: 'JWT' }), payloadOf()))).toMatch(/^licence-invalid/);
    expect(await refused(await signed(header({ typ: undefined }), payloadOf()))).toMatch(/^licence-invalid/);
    for (const part of [
      { exp: undefined },
      { exp: '2030' },
      { exp: 1e20 },
      { jti: 'x' },
      { holder: '' },
      { kind: 'free' },
    ]) {
      expect(await refused(await signed(header(), { ...payloadOf(), ...part }))).toContain('cannot be understood');
    }
    expect(await refused(await signed(header(), { ...payloadOf(), kind: 'subscription' }))).toContain(
      'cannot be understood',
    );
    expect(await refused(await signed(header(), { ...payloadOf(), iss: 'Other' }))).toContain('names another issuer');
    expect(await refused('a'.repeat(100_000))).toContain('too long');
  });

  it('refuses keys of another curve under a name of its own', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const text = await new CompactSign(Buffer.from(JSON.stringify(payloadOf())))
      .setProtectedHeader({ alg: 'ES256', typ: LICENCE_TYPE, kid: mine.signer.kid })
      .sign(privateKey);
    expect(await refused(text)).toMatch(/^licence-invalid/);
  });
});

describe('refusalAt', () => {
  const at = 1_900_000_000;
  const claims = { iss: 'Mine', ...testClaims({ nbf: at, exp: at + 100 }) };
  const code = (seconds: number, part = {}) => refusalAt({ ...claims, ...part }, seconds * 1_000)?.code;

  it('crosses each boundary at its second', () => {
    expect(code(at - 61)).toBe('licence-not-yet-valid');
    expect(code(at - 60)).toBeUndefined();
    expect(code(at)).toBeUndefined();
    expect(code(at + 99.999)).toBeUndefined();
    expect(code(at + 100)).toBe('licence-expired');
    expect(refusalAt(claims, (at + 100) * 1_000)?.message).toBe(
      'This licence expired on 17 March 2030, 17:48 UTC: renew it at its issuer.',
    );
  });

  it('tells a subscription that was not confirmed from one that is over', () => {
    const statement = { kind: 'subscription', device: 'd', due: at + 50 };
    expect(
      refusalAt({ ...claims, ...statement, until: at + 1_000 } as typeof claims, (at + 100) * 1_000)?.message,
    ).toContain('not confirmed');
    expect(
      refusalAt({ ...claims, ...statement, until: at + 100 } as typeof claims, (at + 100) * 1_000)?.message,
    ).toContain('expired on');
  });
});

describe('signLicence', () => {
  it('refuses what no client could present', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `${'n'.repeat(60)}${at}.${'m'.repeat(30)}`);
    await expect(signLicence(testClaims({ limits: { tcp: true, names } }), mine.signer)).rejects.toThrow(
      'give it fewer names',
    );
  });
});
