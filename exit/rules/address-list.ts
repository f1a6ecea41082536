import { BlockList, isIP } from 'node:net';
import { plainAddress } from '../../shared/plain-address.ts';

/** Bits of an IPv6 range that lies among the IPv4-mapped addresses (RFC 4291 §2.5.5.2). */
const MAPPED_BITS = 96;

/** The addresses of one list of rules: IPv4 and IPv6, single ones and ranges in CIDR notation. */
export class AddressList {
  /** Apart, since a BlockList takes every IPv4 address for one of `::/0` too. */
  readonly #ipv4 = new BlockList();
  readonly #ipv6 = new BlockList();

  /** Ranges as AddressRange has checked them. An IPv4 range in IPv6's clothes (`::ffff:192.0.2.0/120`) holds the IPv4 addresses. */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = '', prefix] = range.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      const bits = prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix);
      const isIPv4 = family === 'ipv4' || (bits >= MAPPED_BITS && isIP(plainAddress(address)) === 4);
      (isIPv4 ? this.#ipv4 : this.#ipv6).addSubnet(address, bits, family);
    }
  }

  /** Whether a visitor's address, IPv4 in its own clothes, is in it. What is no address is in none. */
  has(address: string): boolean {
    // A zone (RFC 4007 §11) names an interface of this machine.
    const plain = address.includes('%') ? address.slice(0, address.indexOf('%')) : address;
    const family = isIP(plain);
    if (family === 0) return false;
    return family === 6 ? this.#ipv6.check(plain, 'ipv6') : this.#ipv4.check(plain, 'ipv4');
  }
}
