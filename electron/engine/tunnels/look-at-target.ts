import type { Service } from '../../../shared/contract/service.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import { isFolderTarget } from '../../../shared/is-folder-target.ts';
import { folderIsThere } from '../folder/folder-is-there.ts';
import { isLoopback } from '../network/environment-proxy.ts';
import { newTunnel, type ShareKind, type ShareRequest } from './new-tunnel.ts';
import { splitUpstream } from './target.ts';

const SCHEME = /^(https?|tcp|tls):/i;
/** A port alone, or behind a host. Without one a scheme's default counts, and what was found could change the port. */
const HAS_PORT = /(?:^|:)\d{1,5}\/?$/;

/** Who can say what listens somewhere. */
export interface ServiceFinder {
  /** What is known of a port of this computer. */
  lookUp(port: number): Promise<Service | undefined>;
  /** What speaks at an address, also of another computer; undefined where it cannot be told. */
  greet(host: string, port: number): Promise<Pick<Service, 'kind' | 'tls'> | undefined>;
}

/** What a request to share means. */
export interface LookedAt {
  readonly kind: ShareKind;
  /** What listens there, where the request left kind or name open. */
  readonly service: Service | undefined;
  /** Whether it is a website that speaks TLS, where the request does not say it by a scheme. */
  readonly tls: boolean;
}

/**
 * Looks whether a folder is there, and asks a service for what a request leaves open, and only then: its kind, something to be named after, and whether it speaks TLS. Rejects
 * with RequestError.
 */
export async function lookAtTarget(request: ShareRequest, finder: ServiceFinder): Promise<LookedAt> {
  const target = request.target.trim();
  const said = saidKind(request.kind, target);
  if (isFolderTarget(target)) {
    const folder = folderUpstream.read(newTunnel.readTarget(target, said ?? 'http'));
    if (folder !== undefined) await folderIsThere(folder, 'target');
    return { kind: said ?? 'http', service: undefined, tls: false };
  }
  if (!HAS_PORT.test(target)) return { kind: said ?? 'http', service: undefined, tls: false };
  const upstream = newTunnel.readTarget(target, said ?? 'http');
  const { host, port } = splitUpstream(upstream);
  const isAllSaid = request.kind !== undefined && request.name !== undefined;
  // A port elsewhere has nothing to do with the same port here.
  const service = isAllSaid || !isLoopback(upstream) ? undefined : await finder.lookUp(port);
  if (SCHEME.test(target) || (said ?? 'http') !== 'http') return { kind: said ?? 'http', service, tls: false };
  const found = service ?? (await finder.greet(host, port));
  const kind = said ?? found?.kind ?? 'http';
  return { kind, service, tls: kind === 'http' && found?.tls === true };
}

/** What the user said, else what the target says. */
function saidKind(kind: ShareKind | undefined, target: string): ShareKind | undefined {
  if (kind) return kind;
  const scheme = SCHEME.exec(target)?.[1]?.toLowerCase();
  if (scheme === 'tcp' || scheme === 'tls') return scheme;
  return scheme === undefined ? undefined : 'http';
}
