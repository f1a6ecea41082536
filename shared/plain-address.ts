import { isIPv6, SocketAddress } from 'node:net';

/** Characters in front of the IPv4 address in an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2), as SocketAddress writes it. */
const MAPPED = '::ffff:';

/** The one spelling of an IP address by which addresses can be compared; an IPv4-mapped IPv6 address becomes the IPv4 address that it is. */
export function plainAddress(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const { address } = new SocketAddress({ address: ip, family: 'ipv6' });
  return address.startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address;
}
