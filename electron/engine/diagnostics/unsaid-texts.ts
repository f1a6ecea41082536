import type { Settings } from '../settings/settings-schema.ts';

/**
 * What in the settings may be a secret though it is not in the vault: who this client is, where a webhook leads, what a health check asks with, what is put into
 * headers, and the commands of services. Messages repeat some of it.
 */
export function unsaidTexts({ clientId, preferences, tunnels }: Settings): string[] {
  const webhook = preferences.alertWebhook ? URL.parse(preferences.alertWebhook) : null;
  const ofTunnels = tunnels.flatMap(({ healthCheck, rules, onDemand }) => [
    healthCheck?.path.split('?')[1],
    ...[...rules.requestHeaders, ...rules.responseHeaders].map((edit) => ('value' in edit ? edit.value : undefined)),
    onDemand?.command,
  ]);
  const texts = [clientId, webhook?.pathname, webhook?.search, ...ofTunnels];
  return texts.filter((text) => text !== undefined);
}
