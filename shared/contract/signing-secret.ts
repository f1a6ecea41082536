import { z } from 'zod';

/** Who signs webhooks, each in a way of its own. */
export const SignatureProvider = z.enum(['standard', 'stripe', 'github', 'slack', 'shopify']);

/** The secret of a webhook, as the page sees it: it goes into the vault and never comes out. */
export const SigningSecret = z.object({
  id: z.string().min(1),
  label: z.string().min(1).max(100),
  provider: SignatureProvider,
  last4: z.string(),
});

/** What became of a check. */
export const SignatureVerdict = z.object({
  /** `unsure`: body or secret does not match, and nothing tells which. `none`: there is nothing to check. */
  result: z.enum(['valid', 'too-old', 'body-changed', 'wrong-secret', 'unsure', 'none']),
  /** One or two sentences: what was found, and what to do. */
  message: z.string(),
});

export type SignatureProvider = z.infer<typeof SignatureProvider>;
export type SigningSecret = z.infer<typeof SigningSecret>;
export type SignatureVerdict = z.infer<typeof SignatureVerdict>;
