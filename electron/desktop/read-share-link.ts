import { BlockList, isIP } from 'node:net';
import { TunnelName } from '../../shared/contract/tunnel.ts';
import { isFolderTarget } from '../../shared/is-folder-target.ts';
import { parseTarget, splitUpstream } from '../engine/tunnels/target.ts';
import { TargetError } from '../engine/tunnels/target-error.ts';
import { DeepLinkError } from './deep-link-error.ts';

/** What a share link asks for. */
export interface ShareLink {
  /** `http://HOST:PORT`, `tcp://HOST:PORT` or `tls://HOST:PORT`. */
  readonly target: string;
  readonly name?: string;
}

/** As the contract has it. */
const MAX_TARGET = 300;

/**
 * Where a link may lead: loopback (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3), and private networks (RFC 1918, RFC 4193). Not link-local, where clouds keep a machine's own
 * secrets, and no names but localhost, since a name can lead anywhere. What its user types into the page has no such bounds.
 */
const NEAR = new BlockList();
NEAR.addSubnet('127.0.0.0', 8, 'ipv4');
NEAR.addSubnet('10.0.0.0', 8, 'ipv4');
NEAR.addSubnet('172.16.0.0', 12, 'ipv4');
NEAR.addSubnet('192.168.0.0', 16, 'ipv4');
NEAR.addAddress('::1', 'ipv6');
NEAR.addSubnet('fc00::', 7, 'ipv6');

/** Whether a text is meant to be a share link. */
export function isShareLink(text: string): boolean {
  return /^porthole:\/\/share\b/i.test(text);
}

/**
 * Reads `porthole://share?target=TARGET&name=NAME`, where TARGET is a port, an address or a URL. Unknown parameters are ignored.
 *
 * @throws DeepLinkError
 */
export function readShareLink(text: string): ShareLink {
  const { searchParams } = new URL(text);
  const target = readTarget(only(searchParams, 'target'));
  const name = only(searchParams, 'name');
  if (name === undefined) return { target };
  const checked = TunnelName.safeParse(name);
  if (!checked.success) throw new DeepLinkError(`The link's name cannot be used. ${checked.error.issues[0]?.message}`);
  return { target, name: checked.data };
}

function only(parameters: URLSearchParams, key: string): string | undefined {
  const values = parameters.getAll(key);
  if (values.length > 1) throw new DeepLinkError(`The link says its ${key} twice: ask for a new one.`);
  return values[0];
}

function readTarget(text: string | undefined): string {
  if (text === undefined || text.length > MAX_TARGET) {
    throw new DeepLinkError('The link does not say what to share: it must contain target=PORT.');
  }
  if (isFolderTarget(text.trim())) {
    throw new DeepLinkError('A folder cannot be shared by a link. Type its path into Porthole to share it.');
  }
  let target: string;
  try {
    const scheme = /^(tcp|tls):\/\//i.exec(text.trim())?.[1]?.toLowerCase();
    target = parseTarget(text, scheme === 'tcp' || scheme === 'tls' ? scheme : 'http');
  } catch (error) {
    if (error instanceof TargetError) throw new DeepLinkError(error.message);
    throw error;
  }
  const { host } = splitUpstream(target);
  if (isNear(host)) return target;
  throw new DeepLinkError(
    `A link may share this computer or an address of its private network, which “${host}” is not. Type it into Porthole to share it.`,
  );
}

function isNear(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return /^(?:.+\.)?localhost$/i.test(host);
  return NEAR.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
