import { isIP, isIPv6 } from 'node:net';

/** Where a client wants local forwarding to lead, as the exit server sees it. */
export interface ForwardTarget {
  /** IP address (without brackets) or host name, lower case, without a dot at its end. */
  readonly host: string;
  readonly port: number;
}

/** Letters, digits, hyphens and, as in some internal networks, underscores: labels of at most 63 (RFC 1035 §2.3.4). */
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
/** All digits in the last label: an IPv4 address in a spelling that resolvers read each in their own way, e.g. `127.1` or `0x7f000001`. */
const NUMERIC_LAST_LABEL = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;

/** Reads `HOST:PORT`, an IPv6 address in brackets. Returns undefined when it is anything else. */
export function parseForwardTarget(text: string): ForwardTarget | undefined {
  const match = /^(?:\[(?<ip6>[^\]%]+)\]|(?<name>[^:[\]]+)):(?<port>[1-9]\d{0,4})$/.exec(text);
  if (match?.groups === undefined) return undefined;
  const { ip6, name = '' } = match.groups;
  const port = Number(match.groups.port);
  if (port > 65_535) return undefined;
  if (ip6 !== undefined) return isIPv6(ip6) ? { host: ip6.toLowerCase(), port } : undefined;
  const host = hostName(name);
  return host === undefined ? undefined : { host, port };
}

/** Writes a target as `HOST:PORT`. */
export function formatForwardTarget({ host, port }: ForwardTarget): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The canonical spelling of an IPv4 address or a host name; undefined where it is neither. */
export function hostName(text: string): string | undefined {
  const host = text.toLowerCase().replace(/\.$/, '');
  if (isIP(host) === 4) return host;
  return HOST_NAME.test(host) && !NUMERIC_LAST_LABEL.test(host) ? host : undefined;
}
