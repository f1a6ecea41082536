import type { Socket } from 'node:net';
import { formatAddress } from '../../shared/wire/format-address.ts';

const MAPPED_IPV4 = '::ffff:';

/** The visitor's IP address. An IPv4 visitor of an IPv6 socket comes as `::ffff:203.0.113.9` (RFC 4291 §2.5.5.2); upstreams expect IPv4. */
export function addressOf(socket: Socket): string {
  // Undefined where the visitor was gone before it was accepted.
  const address = socket.remoteAddress ?? 'unknown';
  return address.startsWith(MAPPED_IPV4) && address.includes('.') ? address.slice(MAPPED_IPV4.length) : address;
}

/** The visitor's `ip:port` as stream headers carry it. */
export function visitorOf(socket: Socket): string {
  return formatAddress(socket.remoteAddress, socket.remotePort);
}
