import type { SecureContext } from 'node:tls';

/** The certificates that a listener presents. They may change while it listens: asked anew for each connection. */
export interface Certificates {
  /** When the first of them expires; undefined where there is none, or it is not known. */
  readonly expiresAt?: Date | undefined;
  /** The one for a server name (SNI, RFC 6066 §3) in lower case, `''` where the peer named none; undefined where none fits. */
  contextFor(serverName: string): SecureContext | undefined;
}
