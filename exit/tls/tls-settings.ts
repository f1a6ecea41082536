import type { CertificateFiles } from './file-certificates.ts';

/** Where certificates come from: files, an ACME server such as Let's Encrypt, or a CA of the exit server's own. */
export type TlsSettings =
  | { kind: 'off' }
  | { kind: 'files'; files: readonly CertificateFiles[] }
  | ({ kind: 'acme' } & AcmeSettings)
  | { kind: 'own-ca' };

export interface AcmeSettings {
  /** In lower case; `*.example.com` is a wildcard, which only DNS-01 can prove. One certificate each. */
  domains: readonly string[];
  /** For the account; giving it agrees to the ACME server's terms of service. */
  email: string;
  directoryUrl: string;
  /** CA file (PEM) of a private ACME server's own TLS certificate. */
  caFile: string | undefined;
  /** Program that adds and removes DNS records; where there is one, DNS-01 proves all domains, else HTTP-01. */
  dnsHook: string | undefined;
}
