import type { ProbedTunnel } from '../../../shared/contract/tunnel.ts';

/** Words that may repeat what a command of the user printed. */
const LEFT_OUT = '(left out: it may repeat what the tunnel’s command printed)';

/** What may be told of a tunnel to somebody who helps: a choice of fields, so that a new one is left out until somebody thinks of it. */
export function shownTunnel(tunnel: ProbedTunnel) {
  const { rules, onDemand, onDemandState, healthCheck } = tunnel;
  const { id, name, kind, upstream, serverId, alsoServerIds, enabled, hostHeader, proxyProtocol, shared } = tunnel;
  const { remotePort, localPort, publicUrl, serverLabel, alerts, ended, transport, proxy, linkNote } = tunnel;
  return {
    ...{ id, name, kind, upstream, serverId, alsoServerIds, enabled, hostHeader, proxyProtocol, shared },
    ...{ remotePort, localPort, publicUrl, serverLabel, alerts, ended, transport, proxy, linkNote },
    status: quiet(tunnel, tunnel.status),
    probes: quiet(tunnel, tunnel.probes),
    exits: tunnel.exits && quiet(tunnel, tunnel.exits),
    healthCheck: healthCheck && { ...healthCheck, path: healthCheck.path.split('?')[0] },
    onDemand: onDemandState?.state ?? onDemand !== undefined,
    // How many there are of each; values of header edits may be secrets.
    rules: {
      accounts: rules.basicAuth.length,
      tokens: rules.bearer.length,
      links: rules.links.length,
      allow: rules.allow.length,
      deny: rules.deny.length,
      headerEdits: rules.requestHeaders.length + rules.responseHeaders.length,
      routes: rules.routes,
      requestsPerSecond: rules.requestsPerSecond,
      maxBodyBytes: rules.maxBodyBytes,
      expiresAt: rules.expiresAt,
      idleMinutes: rules.idleMinutes,
    },
  };
}

/** The same value without the messages in it, where the tunnel runs a command. */
export function quiet<Value>(tunnel: Pick<ProbedTunnel, 'onDemand'> | undefined, value: Value): Value {
  if (tunnel?.onDemand === undefined) return value;
  const text = JSON.stringify(value, (name, part: unknown) =>
    name === 'message' && typeof part === 'string' ? LEFT_OUT : part,
  );
  return JSON.parse(text) as Value;
}
