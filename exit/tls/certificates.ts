import type { SecureContext } from 'node:tls';

/** The certificates that a listener presents. They may change while it listens: asked anew for each connection. */
export interface Certificates {
  /** The one for a server name (SNI, RFC 6066 §3) in lower case, `''` where the peer named none; undefined where none fits. */
  contextFor(serverName: string): SecureContext | undefined;
}
