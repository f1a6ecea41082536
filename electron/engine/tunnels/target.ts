import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { parseFolder } from '../folder/parse-folder.ts';
import { TargetError } from './target-error.ts';

/** What a tunnel speaks with its upstream. */
type Speech = 'http' | 'tcp' | 'tls';
/** The same, as the scheme of an upstream's canonical form. */
type Scheme = Speech | 'https';

const HELP =
  'Type a port (3000), an address (127.0.0.1:3000), a URL (http://localhost:3000) or the path of a folder (~/site).';
const DEFAULT_HOST = '127.0.0.1';
const SCHEMES = new Set(['http', 'https', 'tcp', 'tls']);
/** What a URL without a port means (RFC 9110 §4.2); a TCP tunnel has none. */
const DEFAULT_PORTS: Partial<Record<Scheme, string>> = { http: '80', https: '443', tls: '443' };

/**
 * Reads what a user typed or a service is called by and returns the upstream in its canonical form, `http://HOST:PORT`,
 * `https://HOST:PORT`, `tcp://HOST:PORT`, `tls://HOST:PORT` or `folder:///PATH`. Throws TargetError.
 * @param kind what the tunnel speaks; a scheme in the text must agree with it; `https://` does with `http` and with `tls`
 * @param secure whether a website whose scheme the text does not say speaks TLS
 */
export function parseTarget(text: string, kind: Speech = 'http', secure = false): string {
  const trimmed = text.trim();
  const unsaid = kind === 'http' && secure ? 'https' : kind;
  if (/^\d+$/.test(trimmed)) return format(unsaid, DEFAULT_HOST, trimmed);
  const folder = parseFolder(trimmed);
  if (folder !== undefined && kind !== 'http') {
    throw new TargetError('A folder is shared as a website: only an HTTP tunnel leads to one.');
  }
  if (folder !== undefined) return folder;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === 'https' && kind !== 'tcp') {
    return parseAddress(trimmed.slice('https://'.length), kind === 'tls' ? 'tls' : 'https');
  }
  if (scheme && !SCHEMES.has(scheme)) throw new TargetError(`"${scheme}://" cannot be shared. ${HELP}`);
  if (scheme && scheme !== kind) {
    throw new TargetError(`This is a ${kind} tunnel, so it cannot lead to ${scheme}://. ${HELP}`);
  }
  return scheme ? parseAddress(trimmed.slice(scheme.length + 3), kind) : parseAddress(trimmed, unsaid);
}

const FORWARD_HELP = 'Type HOST:PORT as the exit server knows it, e.g. db.internal:5432.';

/**
 * Reads the target of a forward tunnel, HOST:PORT, HOST or `tcp://HOST:PORT`, and returns it in its canonical form. Throws TargetError.
 * @param port what a host without a port is taken to mean: the local port
 */
export function parseForwardTarget(text: string, port?: number): string {
  const trimmed = text.trim().replace(/^tcp:\/\//i, '');
  if (trimmed.includes('://')) throw new TargetError(`"${trimmed}" is a URL. ${FORWARD_HELP}`);
  if (/^\d*$/.test(trimmed)) throw new TargetError(`"${trimmed}" names no host. ${FORWARD_HELP}`);
  const whole = port === undefined || /:\d*$/.test(trimmed.replace(/^\[[^\]]*\]/, '')) ? trimmed : `${trimmed}:${port}`;
  return parseAddress(whole, 'tcp');
}

/** Splits an upstream in its canonical form, of a service. */
export function splitUpstream(upstream: string): { host: string; port: number } {
  const authority = upstream.slice(upstream.indexOf('://') + 3);
  const colon = authority.lastIndexOf(':');
  const host = authority.slice(0, colon);
  return { host: host.startsWith('[') ? host.slice(1, -1) : host, port: Number(authority.slice(colon + 1)) };
}

function parseAddress(text: string, scheme: Scheme): string {
  if (isIPv6(text)) throw new TargetError(`Put an IPv6 address into brackets, with a port behind it: [${text}]:3000.`);
  const match = /^(?:\[([^\]]+)\]|([^:/?#[\]@\s]+))?(?::(\d+))?(\/[^\s]*)?$/.exec(text);
  if (!match) throw new TargetError(`"${text}" is not an address. ${HELP}`);
  const [, literal6, name, port, path] = match;
  if (path && path !== '/') throw new TargetError(`A tunnel leads to a whole port: leave "${path}" away.`);
  if (literal6 !== undefined && !isIPv6(literal6))
    throw new TargetError(`"[${literal6}]" is not an IPv6 address. ${HELP}`);
  const chosen = port ?? DEFAULT_PORTS[scheme];
  if (chosen === undefined) throw new TargetError(`A TCP tunnel needs a port. ${HELP}`);
  if (literal6 === undefined && name === undefined && port === undefined) throw new TargetError(HELP);
  const host = literal6 ? `[${literal6.toLowerCase()}]` : domainToASCII(name ?? DEFAULT_HOST);
  if (host === '') throw new TargetError(`"${name}" is not the name of a computer. ${HELP}`);
  return format(scheme, host, chosen);
}

function format(scheme: Scheme, host: string, port: string): string {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new TargetError(`${port} is not a port: ports go from 1 to 65535.`);
  }
  return `${scheme}://${host}:${number}`;
}
