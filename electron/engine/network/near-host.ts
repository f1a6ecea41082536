import { BlockList, isIP } from 'node:net';

/**
 * Loopback (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3) and private networks (RFC 1918, RFC 4193). Not link-local, where clouds keep a machine's own
 * secrets.
 */
const NEAR = new BlockList();
NEAR.addSubnet('127.0.0.0', 8, 'ipv4');
NEAR.addSubnet('10.0.0.0', 8, 'ipv4');
NEAR.addSubnet('172.16.0.0', 12, 'ipv4');
NEAR.addSubnet('192.168.0.0', 16, 'ipv4');
NEAR.addAddress('::1', 'ipv6');
NEAR.addSubnet('fc00::', 7, 'ipv6');

/** Whether a host is this computer or an address of a private network. A name other than localhost is not: it can lead anywhere. */
export function isNearHost(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return /^(?:.+\.)?localhost$/i.test(host);
  return NEAR.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
