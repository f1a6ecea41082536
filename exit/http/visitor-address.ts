import type { Socket } from 'node:net';
import type { Endpoint } from '../../shared/proxy-protocol/endpoint.ts';
import { formatAddress } from '../../shared/wire/format-address.ts';

const MAPPED_IPV4 = '::ffff:';

/** Whom a proxy in front named as the visitor of a connection. */
const STATED = new WeakMap<Socket, Endpoint>();

/** From here on the visitor is whom a proxy that may say so has named. */
export function stateVisitor(socket: Socket, visitor: Endpoint): void {
  STATED.set(socket, visitor);
}

/**
 * Makes the visitor of a connection that of another one around it too: TLS over TCP. The outer one would ask the system anew, which no longer knows a visitor
 * that has reset its connection, while what that sent is still to be read.
 */
export function sameVisitor(outer: Socket, inner: Socket): void {
  const { remoteAddress: address, remotePort: port } = inner;
  const visitor = STATED.get(inner) ?? (address !== undefined && port !== undefined ? { address, port } : undefined);
  if (visitor !== undefined) STATED.set(outer, visitor);
}

/** The visitor's IP address. An IPv4 visitor of an IPv6 socket comes as `::ffff:203.0.113.9` (RFC 4291 §2.5.5.2); upstreams expect IPv4. */
export function addressOf(socket: Socket): string {
  // Undefined where the connection is gone and nobody had asked before.
  const address = STATED.get(socket)?.address ?? socket.remoteAddress ?? 'unknown';
  return address.startsWith(MAPPED_IPV4) && address.includes('.') ? address.slice(MAPPED_IPV4.length) : address;
}

/** The visitor's `ip:port` as stream headers carry it. */
export function visitorOf(socket: Socket): string {
  const { address = socket.remoteAddress, port = socket.remotePort } = STATED.get(socket) ?? {};
  return formatAddress(address, port);
}
