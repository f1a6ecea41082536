import type { SecureContext } from 'node:tls';
import type { Certificates } from './certificates.ts';
import type { KeyPair } from './key-pair.ts';

/** Several certificates, one of which is chosen by the name that the peer asks for. */
export class CertificateTable implements Certificates {
  /** In order of preference; the first is the one for peers that name none or one that is not known. */
  pairs: readonly KeyPair[] = [];

  /** When the first of them expires; undefined where there is none. */
  get expiresAt(): Date | undefined {
    return this.pairs.map((pair) => pair.expiresAt).sort((a, b) => a.getTime() - b.getTime())[0];
  }

  contextFor(serverName: string): SecureContext | undefined {
    const exact = this.pairs.find((pair) => pair.matches(serverName) === 'exactly');
    const wild = exact ?? this.pairs.find((pair) => pair.matches(serverName) === 'by wildcard');
    return (wild ?? this.pairs[0])?.context;
  }
}
