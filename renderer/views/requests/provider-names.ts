import type { CapturedField } from '../../../shared/contract/captured-request.ts';
import type { SignatureProvider } from '../../../shared/contract/signing-secret.ts';

export const PROVIDER_NAMES: Readonly<Record<SignatureProvider, string>> = {
  standard: 'Standard Webhooks',
  stripe: 'Stripe',
  github: 'GitHub',
  slack: 'Slack',
  shopify: 'Shopify',
};

const FIELDS: Readonly<Record<string, SignatureProvider>> = {
  'webhook-signature': 'standard',
  'svix-signature': 'standard',
  'stripe-signature': 'stripe',
  'x-hub-signature-256': 'github',
  'x-slack-signature': 'slack',
  'x-shopify-hmac-sha256': 'shopify',
};

/** Who signed a request, by its fields. */
export function providerOf(fields: readonly CapturedField[]): SignatureProvider | undefined {
  return fields.map(([name]) => FIELDS[name.toLowerCase()]).find((provider) => provider !== undefined);
}
