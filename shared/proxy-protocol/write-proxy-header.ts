import { isIPv6 } from 'node:net';
import type { Endpoint } from './endpoint.ts';
import {
  type ProxyVersion,
  V2_FIXED_BYTES,
  V2_LOCAL,
  V2_PROXY,
  V2_SIGNATURE,
  V2_TCP4,
  V2_TCP4_BYTES,
  V2_TCP6,
  V2_TCP6_BYTES,
  V2_UNSPEC,
} from './proxy-header.ts';

/** Whose connection is passed on: that of an IP address and port, of somebody unknown, or nobody's: it is the sender's own. */
export type ProxiedSource = Endpoint | 'unknown' | 'own';

/** Both ends of the connection that the header is sent on. */
export interface HeaderPath {
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

/**
 * Writes the header. Where the visitor was connected to is not known on this side of the tunnel; the upstream's own address stands for it, or
 * loopback where that is of the other family: receivers refuse unspecified addresses.
 */
export function writeProxyHeader(version: ProxyVersion, source: ProxiedSource, path: HeaderPath): Buffer {
  return version === 'v1' ? writeLine(source, path) : writeBinary(source, path);
}

/** Of an own connection it tells the two ends: receivers may refuse `UNKNOWN` (the text, §2.1). */
function writeLine(source: ProxiedSource, { local, remote }: HeaderPath): Buffer {
  if (source === 'unknown') return Buffer.from('PROXY UNKNOWN\r\n', 'latin1');
  const from = source === 'own' ? local : source;
  const to = destinationFor(from, remote);
  const protocol = isIPv6(from.address) ? 'TCP6' : 'TCP4';
  return Buffer.from(`PROXY ${protocol} ${from.address} ${to.address} ${from.port} ${to.port}\r\n`, 'latin1');
}

function writeBinary(source: ProxiedSource, { remote }: HeaderPath): Buffer {
  const command = source === 'own' ? V2_LOCAL : V2_PROXY;
  if (source === 'own' || source === 'unknown') return header(command, V2_UNSPEC, 0);
  const to = destinationFor(source, remote);
  const ip6 = isIPv6(source.address);
  const bytes = ip6 ? header(command, V2_TCP6, V2_TCP6_BYTES) : header(command, V2_TCP4, V2_TCP4_BYTES);
  const addresses = [source.address, to.address].flatMap(ip6 ? ip6Bytes : ip4Bytes);
  bytes.set(addresses, V2_FIXED_BYTES);
  const ports = V2_FIXED_BYTES + addresses.length;
  bytes.writeUInt16BE(source.port, ports);
  bytes.writeUInt16BE(to.port, ports + 2);
  return bytes;
}

function header(command: number, family: number, length: number): Buffer {
  const bytes = Buffer.alloc(V2_FIXED_BYTES + length);
  bytes.set(V2_SIGNATURE);
  bytes.writeUInt8(0x20 + command, 12);
  bytes.writeUInt8(family, 13);
  bytes.writeUInt16BE(length, 14);
  return bytes;
}

function destinationFor(source: Endpoint, remote: Endpoint): Endpoint {
  const ip6 = isIPv6(source.address);
  if (ip6 === isIPv6(remote.address)) return remote;
  return { address: ip6 ? '::1' : '127.0.0.1', port: remote.port };
}

function ip4Bytes(address: string): number[] {
  return address.split('.').map(Number);
}

/** Of a valid IPv6 address (RFC 4291 §2.2), its last 32 bits in dots or not. */
function ip6Bytes(address: string): number[] {
  const [before = '', after] = address.split('::', 2);
  const head = groupBytes(before);
  const tail = groupBytes(after ?? '');
  return [...head, ...Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return ip4Bytes(group);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
