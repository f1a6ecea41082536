import type { LicenceRefusalCode } from '../../shared/licence/licence-api.ts';
import { portsText } from '../../shared/tokens/scope-text.ts';
import type { TokenScope } from '../../shared/tokens/token-scope.ts';
import type { OpenTunnel, RefusalCode } from '../../shared/wire/messages.ts';
import { matchesPattern } from './matches-pattern.ts';

/** Why a token may not do something. */
export interface ScopeRefusal {
  code: RefusalCode;
  /** One line that says what it may. */
  message: string;
  /** Where it is because a licence does not count any more. */
  licence?: LicenceRefusalCode | undefined;
}

/** Whether a token's scope allows a tunnel; undefined where it does. `open`: tunnels that clients with this token have. */
export function mayOpen(
  scope: TokenScope,
  request: Pick<OpenTunnel, 'kind' | 'name' | 'remotePort'>,
  open: number,
): ScopeRefusal | undefined {
  const refusal = ofKind(scope, request);
  if (refusal !== undefined) return refusal;
  const { maxTunnels } = scope;
  if (maxTunnels === undefined || open < maxTunnels) return undefined;
  const many = maxTunnels === 1 ? 'one tunnel' : `${maxTunnels} tunnels`;
  const message = `This token may have ${many} at once, of all computers that use it: close one first.`;
  return { code: 'too-many-tunnels', message };
}

/** Whether a token's scope allows local forwarding to `HOST:PORT`; undefined where it does. The server's own list is another matter. */
export function mayForward(scope: TokenScope, target: string): ScopeRefusal | undefined {
  const { forward } = scope;
  if (forward === undefined) {
    return isListed(scope) ? notAllowed(`This token may not forward to ${target}: ${rest(scope)}.`) : undefined;
  }
  const wanted = target.toLowerCase();
  if (forward.some((pattern) => matchesPattern(pattern, wanted))) return undefined;
  return notAllowed(`This token may forward to ${forward.join(', ')}; not to ${target}.`);
}

/** Targets of `forward` are for mayForward(), which knows how they are spelt. */
function ofKind(
  scope: TokenScope,
  { kind, name, remotePort }: Parameters<typeof mayOpen>[1],
): ScopeRefusal | undefined {
  if (kind === 'tcp') return ofTcp(scope, remotePort);
  return kind === 'forward' ? undefined : ofName(scope, kind, name);
}

function ofName(scope: TokenScope, kind: 'http' | 'tls' | 'private', name: string): ScopeRefusal | undefined {
  const { names } = scope;
  if (names === undefined) {
    const what = { http: 'HTTP tunnels', tls: 'TLS tunnels', private: 'private services' }[kind];
    return isListed(scope) ? notAllowed(`This token may not open ${what}: ${rest(scope)}.`) : undefined;
  }
  const wanted = name.toLowerCase();
  if (names.some((pattern) => matchesPattern(pattern, wanted))) return undefined;
  return notAllowed(`This token may use the names ${names.join(', ')}; not ${name}.`);
}

function ofTcp(scope: TokenScope, port: number | undefined): ScopeRefusal | undefined {
  const { tcp } = scope;
  if (tcp === undefined) {
    return isListed(scope) ? notAllowed(`This token may not open TCP tunnels: ${rest(scope)}.`) : undefined;
  }
  if (port === undefined || tcp.some(({ from, to }) => port >= from && port <= to)) return undefined;
  return { code: 'port-not-allowed', message: `This token may use the TCP ports ${portsText(tcp)}; not ${port}.` };
}

/** Whether anything is listed, so that what is not is refused. */
function isListed({ names, tcp, forward }: TokenScope): boolean {
  return names !== undefined || tcp !== undefined || forward !== undefined;
}

/** What a token may do instead. */
function rest({ names, tcp, forward }: TokenScope): string {
  const kinds = [
    ...(names === undefined ? [] : [`the names ${names.join(', ')}`]),
    ...(tcp === undefined ? [] : [`the TCP ports ${portsText(tcp)}`]),
    ...(forward === undefined ? [] : [`forwarding to ${forward.join(', ')}`]),
  ];
  return `it is for ${kinds.join(' and ')}`;
}

function notAllowed(message: string): ScopeRefusal {
  return { code: 'not-allowed', message };
}
