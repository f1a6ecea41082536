import { z } from 'zod';

/** Where secrets are kept: in the operating system's keychain, in a file under a key file of its own, or in memory until the app ends. */
export const Keeping = z.enum(['keychain', 'file', 'memory']);

/**
 * `undecryptable`: it is there, but cannot be read; `out-of-reach`: it is in a keeping that cannot be used here; `missing`: it is not on
 * this computer (any more). In all three cases it has to be entered again.
 */
export const SecretState = z.enum(['kept', 'undecryptable', 'out-of-reach', 'missing']);

/** A keeping that there is, and whether it can be used here. */
export const KeepingOffer = z.object({
  keeping: Keeping,
  /** Why it cannot be used, one sentence; absent: it can. */
  unavailable: z.string().optional(),
});

/** A secret as the page sees it: whose it is and how it fares, never the secret. */
export const Secret = z.object({
  id: z.string(),
  kind: z.enum(['token', 'licence', 'proxy-password', 'signing-secret']),
  /** The server's label, the licence's plan, the proxy's address, or the name that the user gave it. */
  label: z.string(),
  /** Of a token. */
  serverId: z.string().optional(),
  /** Of a licence, see Licence. */
  licenceId: z.string().optional(),
  state: SecretState,
  /** Where it is; absent where it is nowhere. */
  keeping: Keeping.optional(),
  /** What is wrong and what to do, where something is. */
  message: z.string().optional(),
});

/** All secrets, and where new ones go. */
export const Secrets = z.object({
  keeping: Keeping,
  offers: z.array(KeepingOffer),
  secrets: z.array(Secret),
});

export type Keeping = z.infer<typeof Keeping>;
export type SecretState = z.infer<typeof SecretState>;
export type KeepingOffer = z.infer<typeof KeepingOffer>;
export type Secret = z.infer<typeof Secret>;
export type Secrets = z.infer<typeof Secrets>;
