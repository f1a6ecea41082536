import { BlockList, isIPv6 } from 'node:net';

/**
 * Addresses that nobody means who allows a host name or a network: this machine itself, what only it can reach, and the services in which
 * clouds keep a machine's own secrets. A name server that answers with one of them (DNS rebinding) must lead nowhere.
 */
const GUARDED: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  // "This network" and unspecified, loopback, link-local with the metadata services of most clouds, multicast, broadcast (RFC 6890).
  ['0.0.0.0', 8, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['255.255.255.255', 32, 'ipv4'],
  // Metadata services outside link-local: Alibaba Cloud, Oracle Cloud, Azure's platform channel.
  ['100.100.100.200', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  // Unspecified, loopback and IPv4-compatible; link-local; multicast; metadata of AWS.
  ['::', 96, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
  // An IPv4 address inside, which would have to be looked at by itself: NAT64 (RFC 6052, RFC 8215), 6to4, Teredo.
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['2001::', 32, 'ipv6'],
];

const blocked = new BlockList();
for (const [network, prefix, family] of GUARDED) blocked.addSubnet(network, prefix, family);

/** Whether an IP address may only be reached where --allow-forward names this very address. */
export function isGuarded(ip: string): boolean {
  return isIPv6(ip) ? blocked.check(ip, 'ipv6') : blocked.check(ip, 'ipv4');
}
