import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { Settings } from '../settings/settings-schema.ts';

/** What may be told of the settings to somebody who helps: a choice of fields, so that a new one is left out until somebody thinks of it. */
export function shownSettings({
  version,
  preferences,
  network,
  keeping,
  capture,
  servers,
  licences,
  tunnels,
}: Settings) {
  const { theme, defaultServerId, metricsPort, alertWebhook } = preferences;
  return {
    version,
    theme,
    defaultServerId,
    metricsPort,
    // The path of a webhook is often its password.
    alertWebhook: alertWebhook ? URL.parse(alertWebhook)?.origin : undefined,
    proxyMode: network.proxyMode,
    proxy: network.proxyUrl === undefined ? undefined : URL.parse(network.proxyUrl)?.host,
    hasProxyPassword: network.proxySecretId !== undefined,
    caFile: network.caFile,
    keeping,
    capture: { ...capture, maskedFields: capture.maskedFields.length },
    servers: servers.map(({ id, label, url, ca, tokenGrant }) => ({ id, label, url, pinnedCa: ca, tokenGrant })),
    licences: licences.length,
    tunnels: tunnels.map(shownConfig),
  };
}

function shownConfig({ id, name, kind, upstream, serverId, alsoServerIds, enabled, ...more }: TunnelConfig) {
  const { localPort, remotePort, hostHeader, proxyProtocol, shared, onDemand, ended } = more;
  const choices = { localPort, remotePort, hostHeader, proxyProtocol, shared, onDemand: onDemand !== undefined };
  return { id, name, kind, upstream, serverId, alsoServerIds, enabled, ...choices, ended };
}
