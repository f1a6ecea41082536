import type { SignatureProvider } from '../../../../shared/contract/signing-secret.ts';
import { github } from './github.ts';
import { shopify } from './shopify.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import { slack } from './slack.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { stripe } from './stripe.ts';

export const SCHEMES: Readonly<Record<SignatureProvider, SignatureScheme>> = {
  standard: standardWebhooks,
  stripe,
  github,
  slack,
  shopify,
};
