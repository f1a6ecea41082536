import { isIP, isIPv6 } from 'node:net';

/** Where a server listens. Port 0 lets the operating system choose. */
export interface ListenAddress {
  host: string;
  port: number;
}

const HOST_NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;

/**
 * Reads `HOST:PORT`: an IPv4 address, an IPv6 address in brackets or a host name, and a port; `:8000` means every IPv4 address.
 * Returns undefined when the text is anything else.
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:\[(?<ip6>[^\]]+)\]|(?<name>[^:[\]]*)):(?<port>\d{1,5})$/.exec(text);
  if (match?.groups === undefined) return undefined;
  const { ip6, name, port: digits } = match.groups;
  const port = Number(digits);
  if (port > 65_535) return undefined;
  if (ip6 !== undefined) return isIPv6(ip6) ? { host: ip6, port } : undefined;
  if (name === undefined || name === '') return { host: '0.0.0.0', port };
  return isIP(name) === 4 || HOST_NAME.test(name) ? { host: name, port } : undefined;
}

/** The same address as one that can be dialled: the unspecified addresses lead to this machine's loopback. */
export function dialableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** Whether only this machine can reach it (127.0.0.0/8 and ::1; RFC 6761 §6.3 keeps `localhost` for that). */
export function isLoopback(host: string): boolean {
  return host === '::1' || host.toLowerCase() === 'localhost' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Whether it stands for all addresses of the machine. */
export function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
