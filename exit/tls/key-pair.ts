import { constants, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { CertificateError } from './certificate-error.ts';

/** What certificate and key are called in error messages: their files. */
export interface KeyPairNames {
  certificate: string;
  key: string;
}

/** A certificate with its chain and its private key, ready for handshakes. */
export class KeyPair {
  readonly context: SecureContext;
  /** DNS names of the certificate, in lower case; wildcards as `*.example.com`. */
  readonly names: readonly string[];
  readonly startsAt: Date;
  readonly expiresAt: Date;

  private constructor(certificate: X509Certificate, context: SecureContext) {
    this.context = context;
    this.names = dnsNames(certificate.subjectAltName);
    this.startsAt = new Date(certificate.validFrom);
    this.expiresAt = new Date(certificate.validTo);
  }

  /**
   * Reads PEM texts: the certificate first, its chain behind it. Throws CertificateError where they cannot serve together.
   *
   * TLS 1.0 and 1.1 are refused (RFC 8996), and so is renegotiation, which costs a server more than whoever asks for it.
   */
  static parse(certificatePem: string, keyPem: string, names: KeyPairNames): KeyPair {
    const certificate = parseCertificate(certificatePem, names.certificate);
    const key = parseKey(keyPem, names.key);
    if (!certificate.checkPrivateKey(key)) {
      throw new CertificateError(
        `the key ${names.key} does not fit the certificate ${names.certificate}: give the key that it was made with, and the server's own certificate first in the file`,
      );
    }
    try {
      const context = createSecureContext({
        cert: certificatePem,
        key: keyPem,
        minVersion: 'TLSv1.2',
        secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      });
      return new KeyPair(certificate, context);
    } catch (error) {
      throw new CertificateError(
        `the certificate ${names.certificate} cannot be used (${(error as Error).message}): check the chain behind it`,
      );
    }
  }

  /** Whether it serves a name in lower case. A wildcard stands for exactly one label (RFC 9525 §6.3). */
  matches(name: string): 'exactly' | 'by wildcard' | undefined {
    if (this.names.includes(name)) return 'exactly';
    const parent = name.slice(name.indexOf('.') + 1);
    return name.includes('.') && this.names.includes(`*.${parent}`) ? 'by wildcard' : undefined;
  }
}

function parseCertificate(pem: string, name: string): X509Certificate {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new CertificateError(
      `${name} holds no certificate in PEM: it must contain a line "-----BEGIN CERTIFICATE-----"`,
    );
  }
  try {
    return new X509Certificate(pem);
  } catch {
    throw new CertificateError(`the certificate ${name} is damaged: copy it again`);
  }
}

function parseKey(pem: string, name: string): KeyObject {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new CertificateError(
      `${name} holds no private key in PEM: it must contain a line "-----BEGIN PRIVATE KEY-----"`,
    );
  }
  if (/-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(pem)) {
    throw new CertificateError(
      `the key ${name} has a passphrase, which nobody can type here: remove it with "openssl pkey"`,
    );
  }
  try {
    return createPrivateKey(pem);
  } catch {
    throw new CertificateError(`the key ${name} is damaged: copy it again`);
  }
}

/** Node spells subject alternative names as `DNS:a.example, IP Address:192.0.2.1`; odd ones are quoted, and are no host names. */
function dnsNames(subjectAltName: string | undefined): string[] {
  return (subjectAltName ?? '')
    .split(', ')
    .filter((entry) => entry.startsWith('DNS:'))
    .map((entry) => entry.slice('DNS:'.length).toLowerCase());
}
