import { BlockList, isIP, isIPv6 } from 'node:net';
import { plainAddress } from '../../shared/plain-address.ts';

/** One value of `--proxy-protocol`: the address or the network of proxies that say who visits. */
export class ProxyNetwork {
  /** As the operator wrote it. */
  readonly text: string;
  /** Whether it is of all addresses of a family, so that anybody can claim any. */
  readonly everybody: boolean;
  readonly #network = new BlockList();

  private constructor(text: string, address: string, bits: number) {
    this.text = text;
    this.everybody = bits === 0;
    this.#network.addSubnet(address, bits, isIPv6(address) ? 'ipv6' : 'ipv4');
  }

  /** Reads an IP address or a network in CIDR notation. Returns undefined where it is anything else. */
  static parse(text: string): ProxyNetwork | undefined {
    const [, address = '', prefix] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const family = isIP(address);
    if (family === 0) return undefined;
    if (prefix === undefined) {
      const plain = plainAddress(address);
      return new ProxyNetwork(text, plain, isIPv6(plain) ? 128 : 32);
    }
    const bits = Number(prefix);
    return bits > (family === 4 ? 32 : 128) ? undefined : new ProxyNetwork(text, address, bits);
  }

  /** Whether an address, in the spelling of `plainAddress`, is one of them. */
  has(address: string): boolean {
    return this.#network.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}
