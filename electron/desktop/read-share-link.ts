import { TunnelName } from '../../shared/contract/tunnel.ts';
import { isFolderTarget } from '../../shared/is-folder-target.ts';
import { isNearHost } from '../engine/network/near-host.ts';
import { parseTarget, splitUpstream } from '../engine/tunnels/target.ts';
import { TargetError } from '../engine/tunnels/target-error.ts';
import { DeepLinkError } from './deep-link-error.ts';

/** What a share link asks for. */
export interface ShareLink {
  /** `http://HOST:PORT`, `https://HOST:PORT`, `tcp://HOST:PORT` or `tls://HOST:PORT`. */
  readonly target: string;
  readonly name?: string;
}

/** As the contract has it. */
const MAX_TARGET = 300;

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
  const url = URL.parse(text);
  if (url === null) throw new DeepLinkError('The link is not complete: ask for a new one.');
  const { searchParams } = url;
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
  // What its user types into the page has no such bounds.
  const { host } = splitUpstream(target);
  if (isNearHost(host)) return target;
  throw new DeepLinkError(
    `A link may share this computer or an address of its private network, which “${host}” is not. Type it into Porthole to share it.`,
  );
}
