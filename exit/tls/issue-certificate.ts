import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** RFC 5280 §4.1.2.2 allows 20 octets; CAs must put at least 64 random bits into them (CA/Browser Forum BR §7.1). */
const SERIAL_BYTES = 16;
/** Certificates begin this much before they are made, ms: the other side's clock may be behind. */
const CLOCK_SLACK_MS = 60 * 60 * 1000;

/** A certificate and its key, both PEM. */
export interface IssuedCertificate {
  certificate: string;
  key: string;
}

export interface CaRequest {
  /** Common name, for people who look at it. */
  name: string;
  /** From now on. */
  lifeMs: number;
}

export interface ServerRequest {
  /** DNS names and IP addresses. */
  names: readonly string[];
  lifeMs: number;
  /** For tests: when it begins, ms since 1970. */
  startsAt?: number;
}

/** Makes a CA that signs itself and may sign server certificates, but no further CA. */
export async function issueCa({ name, lifeMs }: CaRequest): Promise<IssuedCertificate> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    ...validity(lifeMs),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await pemOf(keys.privateKey) };
}

/** Makes a server certificate that is signed by the CA. */
export async function issueServerCertificate(
  ca: IssuedCertificate,
  request: ServerRequest,
): Promise<IssuedCertificate> {
  const issuer = new X509Certificate(ca.certificate);
  const signingKey = await crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(ca.key), ALGORITHM, false, [
    'sign',
  ]);
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: ['Porthole exit server'] }],
    issuer: issuer.subjectName,
    ...validity(request.lifeMs, request.startsAt),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(request.names.map(generalName)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await pemOf(keys.privateKey) };
}

function generalName(name: string): JsonGeneralName {
  return { type: isIP(name) === 0 ? 'dns' : 'ip', value: name };
}

function validity(lifeMs: number, startsAt?: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(startsAt ?? now - CLOCK_SLACK_MS), notAfter: new Date((startsAt ?? now) + lifeMs) };
}

/** Positive, whatever the first random bit is (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

async function pemOf(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}
