import { isIP } from 'node:net';
import { plainAddress } from '../plain-address.ts';

/** One end of a TCP connection. */
export interface Endpoint {
  /** IPv4 or IPv6, in the spelling of `plainAddress`. */
  readonly address: string;
  /** 0 to 65535; 0 where nobody knows it. */
  readonly port: number;
}

/** Reads `ip:port` or `[ip6]:port`, as stream headers carry it. Returns undefined where it is anything else. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, ip6, ip4, digits] = /^(?:\[([^\]%]+)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = ip6 ?? ip4 ?? '';
  const port = Number(digits);
  if (isIP(address) !== (ip6 === undefined ? 4 : 6) || port > 65_535) return undefined;
  return { address: plainAddress(address), port };
}
