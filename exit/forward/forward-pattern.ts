import { BlockList, isIP, isIPv6 } from 'node:net';
import { plainAddress } from '../../shared/plain-address.ts';
import { type ForwardTarget, hostName } from './forward-target.ts';

/** What the host of a pattern may be. */
type HostRule =
  | { readonly kind: 'name'; readonly name: string }
  /** With the dot in front. */
  | { readonly kind: 'suffix'; readonly suffix: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'network'; readonly network: BlockList };

const PATTERN = /^(?:\[(?<ip6>[^\]]+)\]|(?<host>[^:[\]]+)):(?<ports>\*|\d{1,5}(?:-\d{1,5})?)$/;

/** One value of `--allow-forward`: which hosts and ports local forwarding may lead to. */
export class ForwardPattern {
  /** As the operator wrote it; the label of its metrics. */
  readonly text: string;
  readonly #host: HostRule;
  readonly #from: number;
  readonly #to: number;

  private constructor(text: string, host: HostRule, from: number, to: number) {
    this.text = text;
    this.#host = host;
    this.#from = from;
    this.#to = to;
  }

  /**
   * Reads `HOST:PORT`. HOST: a name, `*.SUFFIX`, an IP address or a network, IPv6 in brackets (`[fd00::/8]`). PORT: a port, a range
   * (`5432-5439`) or `*`. Returns undefined when it is anything else.
   */
  static parse(text: string): ForwardPattern | undefined {
    const { ip6, host = '', ports = '' } = PATTERN.exec(text)?.groups ?? {};
    const rule = ip6 === undefined ? ruleOf(host) : networkOrAddress(ip6, 6);
    const [from, to] = portsOf(ports);
    if (rule === undefined || from < 1 || to > 65_535 || from > to) return undefined;
    return new ForwardPattern(text, rule, from, to);
  }

  /** The name, where the pattern is of exactly one. */
  get name(): string | undefined {
    return this.#host.kind === 'name' ? this.#host.name : undefined;
  }

  /**
   * Whether it covers a target as the client wrote it. Names are covered by patterns of names and addresses by patterns of addresses: a name
   * is never looked up to find out, so that clients cannot ask the exit server's name server about names that are not allowed.
   */
  covers({ host, port }: ForwardTarget): boolean {
    if (port < this.#from || port > this.#to) return false;
    const rule = this.#host;
    if (rule.kind === 'name') return host === rule.name;
    if (rule.kind === 'suffix') return isIP(host) === 0 && host.endsWith(rule.suffix);
    const address = isIP(host) === 0 ? undefined : plainAddress(host);
    if (address === undefined) return false;
    if (rule.kind === 'address') return address === rule.address;
    return rule.network.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }

  /** Whether it names this very address (and port), so that even a guarded one may be reached. */
  namesAddress(address: string, port: number): boolean {
    if (port < this.#from || port > this.#to) return false;
    if (this.#host.kind === 'address') return address === this.#host.address;
    // The one name that means loopback by definition (RFC 6761 §6.3).
    return this.#host.kind === 'name' && this.#host.name === 'localhost' && LOOPBACK.has(address);
  }
}

const LOOPBACK = new Set(['127.0.0.1', '::1']);

function ruleOf(host: string): HostRule | undefined {
  if (/^\d+\.\d+\.\d+\.\d+(?:\/\d+)?$/.test(host)) return networkOrAddress(host, 4);
  const suffix = host.startsWith('*.') ? hostName(host.slice(2)) : undefined;
  if (suffix !== undefined && isIP(suffix) === 0) return { kind: 'suffix', suffix: `.${suffix}` };
  const name = hostName(host);
  return name === undefined ? undefined : { kind: 'name', name };
}

function networkOrAddress(text: string, family: 4 | 6): HostRule | undefined {
  const [address = '', prefix] = text.split('/');
  if (isIP(address) !== family) return undefined;
  if (prefix === undefined) return { kind: 'address', address: plainAddress(address) };
  const bits = Number(prefix);
  if (bits > (family === 4 ? 32 : 128)) return undefined;
  const network = new BlockList();
  network.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  return { kind: 'network', network };
}

function portsOf(text: string): [from: number, to: number] {
  if (text === '*') return [1, 65_535];
  const [from = '', to = from] = text.split('-');
  return [Number(from), Number(to)];
}
