import { readFileSync, statSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import { LicenceClaims } from '../../shared/licence/licence-claims.ts';
import { LicenceError } from './licence-error.ts';

/** Name of the private key in the data directory; the public one is beside it. */
export const ISSUER_KEY_FILE = 'licence-issuer.jwk';

/** Bits of the mode that let others than the owner in. */
const OTHERS = 0o077;
/** 32 bytes in base64url. */
const Octets = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** An Ed25519 key as a JWK (RFC 8037 §2), with the issuer's name and address as members of our own. */
const PublicJwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
  /** Thumbprint (RFC 7638); checked. */
  kid: z.string(),
  x: Octets,
  issuer: LicenceClaims.shape.iss,
  /** Control plane of the exit server that activates its subscriptions. */
  url: z
    .url({ protocol: /^wss?$/ })
    .max(2048)
    .optional(),
});
const PrivateJwk = PublicJwk.extend({ d: Octets });

type PublicJwk = z.infer<typeof PublicJwk>;
type PrivateJwk = z.infer<typeof PrivateJwk>;

/** Whose licences are taken. */
export interface LicenceIssuer {
  readonly kid: string;
  readonly name: string;
  readonly url: string | undefined;
  /** Verifies its licences. */
  readonly key: CryptoKey;
}

/** An issuer that can sign. */
export interface LicenceSigner extends LicenceIssuer {
  readonly privateKey: CryptoKey;
}

/** The key files of licence issuers. */
export const issuerKey = {
  /** Makes a key. Returns the texts of its two files. */
  async make(
    issuer: string,
    url: string | undefined,
  ): Promise<{ kid: string; privateText: string; publicText: string }> {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const { x, d } = z.object({ x: Octets, d: Octets }).parse(await exportJWK(privateKey));
    const kid = await thumbprint(x);
    const named = { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid, x, issuer, ...(url && { url }) };
    return { kid, publicText: textOf(PublicJwk.parse(named)), privateText: textOf(PrivateJwk.parse({ ...named, d })) };
  },

  /** Reads the file that an issuer hands out. Rejects with LicenceError. */
  async readPublic(path: string): Promise<LicenceIssuer> {
    const content = parse(path);
    if (PrivateJwk.safeParse(content).success) {
      const hint = 'give the file that ends in .pub.jwk, and keep this one where licences are issued';
      throw new LicenceError('key-file', `${path} is the issuer's private key: ${hint}`);
    }
    const jwk = PublicJwk.safeParse(content);
    if (jwk.success) return issuerOf(jwk.data, path);
    throw new LicenceError(
      'key-file',
      `${path} is no key of a licence issuer: "porthole-exit licence keygen" makes one`,
    );
  },

  /** Reads an issuer's private key, which nobody else may be able to read. Rejects with LicenceError. */
  async readPrivate(path: string): Promise<LicenceSigner> {
    const jwk = PrivateJwk.safeParse(parse(path));
    if (!jwk.success) {
      throw new LicenceError(
        'key-file',
        `${path} is no private key of a licence issuer: "porthole-exit licence keygen" makes one`,
      );
    }
    // Windows has no mode bits.
    if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) {
      throw new LicenceError(
        'key-file',
        `${path} can be read by other users, who could issue licences: run "chmod 600 ${path}"`,
      );
    }
    const { d, ...rest } = jwk.data;
    const issuer = await issuerOf(rest, path);
    const { kty, crv, x } = rest;
    const privateKey = (await importJWK({ kty, crv, x, d }, 'EdDSA')) as CryptoKey;
    return { ...issuer, privateKey };
  },

  /** Where the public file of a private one is. */
  publicPath: (path: string): string => `${path.replace(/\.jwk$/, '')}.pub.jwk`,
};

async function issuerOf({ kid, x, issuer, url }: PublicJwk, path: string): Promise<LicenceIssuer> {
  if (kid !== (await thumbprint(x)))
    throw new LicenceError('key-file', `${path} was changed: its kid is not that of its key`);
  const key = (await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA')) as CryptoKey;
  return { kid, name: issuer, url, key };
}

function thumbprint(x: string): Promise<string> {
  return calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x }, 'sha256');
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'it is no JSON';
    throw new LicenceError('key-file', `the issuer's key ${path} cannot be read (${why})`);
  }
}

function textOf(jwk: PublicJwk | PrivateJwk): string {
  return `${JSON.stringify(jwk, null, 2)}\n`;
}
