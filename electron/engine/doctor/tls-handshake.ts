import type { Socket } from 'node:net';
import tls, { type PeerCertificate } from 'node:tls';
import type { PinnedTls } from '../../../shared/wire/pinned-ca.ts';

/**
 * Shakes hands over a connection as a session would, and closes it. Resolves with the certificate, which is good then. Rejects with Node's error, or
 * the signal's reason.
 */
export function tlsHandshake(
  socket: Socket,
  host: string,
  pinned: PinnedTls | undefined,
  signal: AbortSignal,
): Promise<PeerCertificate> {
  const { promise, resolve, reject } = Promise.withResolvers<PeerCertificate>();
  const secure = tls.connect({ socket, host, ...serverName(host), ...pinned });
  const onAbort = () => secure.destroy(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  secure.once('secureConnect', () => resolve(secure.getPeerCertificate()));
  secure.on('error', reject);
  return promise.finally(() => {
    signal.removeEventListener('abort', onAbort);
    secure.destroy();
    socket.destroy();
  });
}

/** An address is no server name (RFC 6066 §3). */
function serverName(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}
