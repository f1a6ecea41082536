import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { CertificateError } from './certificate-error.ts';
import { type IssuedCertificate, issueCa, issueServerCertificate } from './issue-certificate.ts';
import { KeyPair } from './key-pair.ts';

const FILES = { certificate: 'cert.pem', key: 'key.pem' };
let ca: IssuedCertificate;
let issued: IssuedCertificate;

beforeAll(async () => {
  ca = await issueCa({ name: 'Test CA', lifeMs: 3_600_000 });
  issued = await issueServerCertificate(ca, {
    names: ['Exit.example.com', '*.exit.example.com', '::1'],
    lifeMs: 3_600_000,
    startsAt: Date.now(),
  });
});

function encryptedKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
}

describe('KeyPair', () => {
  it('reads names and times, also with a chain behind the certificate', () => {
    const pair = KeyPair.parse(issued.certificate + ca.certificate, issued.key, FILES);
    expect(pair.names).toEqual(['exit.example.com', '*.exit.example.com']);
    expect(pair.expiresAt.getTime() - pair.startsAt.getTime()).toBe(3_600_000);
  });

  it.each([
    ['exit.example.com', 'exactly'],
    ['blog.exit.example.com', 'by wildcard'],
    ['a.blog.exit.example.com', undefined],
    ['example.com', undefined],
    ['exit', undefined],
    ['', undefined],
  ])('serves %s: %s', (name, how) => {
    expect(KeyPair.parse(issued.certificate, issued.key, FILES).matches(name)).toBe(how);
  });

  it.each<[string, () => [string, string], string]>([
    ['no certificate', () => ['hello', issued.key], 'cert.pem holds no certificate in PEM'],
    ['half a certificate', () => [issued.certificate.slice(0, 300), issued.key], 'the certificate cert.pem is damaged'],
    ['the two files exchanged', () => [issued.key, issued.certificate], 'cert.pem holds no certificate in PEM'],
    ['no key', () => [issued.certificate, issued.certificate], 'key.pem holds no private key in PEM'],
    ['half a key', () => [issued.certificate, issued.key.slice(0, 90)], 'the key key.pem is damaged'],
    ['a key with a passphrase', () => [issued.certificate, encryptedKey()], 'key.pem has a passphrase'],
    ['another key', () => [issued.certificate, ca.key], 'the key key.pem does not fit the certificate cert.pem'],
    ['its CA first', () => [ca.certificate + issued.certificate, issued.key], "server's own certificate first"],
    ['a broken chain', () => [`${issued.certificate}${ca.certificate.slice(0, 300)}`, issued.key], 'check the chain'],
  ])('refuses %s in one line', (_what, texts, message) => {
    const parse = () => KeyPair.parse(...texts(), FILES);
    expect(parse).toThrow(CertificateError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow('\n');
  });
});
