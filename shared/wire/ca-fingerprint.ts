import { createHash, type X509Certificate } from 'node:crypto';

/** The name by which a CA certificate is pinned: `sha256:` and the SHA-256 of its DER, 64 hex digits in lower case. */
export function caFingerprint(certificate: X509Certificate): string {
  return `sha256:${createHash('sha256').update(certificate.raw).digest('hex')}`;
}
