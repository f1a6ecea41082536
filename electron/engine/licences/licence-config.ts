import { z } from 'zod';
import { LicenceProblem } from '../../../shared/licence/licence-api.ts';
import { LicenceLimits } from '../../../shared/licence/licence-claims.ts';

/** A licence as it is kept in the settings: its texts are in the vault. Times are ms since the epoch. */
export const LicenceConfig = z.object({
  id: z.string().min(1),
  /** The signed text of a static licence, or a subscription's key. */
  secretId: z.string().min(1),
  /** A subscription's last statement, which is what exit servers get. */
  statementId: z.string().min(1).optional(),
  last4: z.string(),
  kind: z.enum(['static', 'subscription']),
  /** Of the issuer's key and its own name for the licence. */
  kid: z.string(),
  licenceId: z.string(),
  holder: z.string(),
  plan: z.string(),
  limits: LicenceLimits,
  issuer: z.string(),
  url: z.string().optional(),
  validFrom: z.number(),
  validUntil: z.number().optional(),
  /** The one server that the user chose for it; absent: all that take its issuer. */
  serverId: z.string().optional(),
  /** Servers that it is presented to. */
  serverIds: z.array(z.string()),
  /** Subscription: `ws(s)://HOST[:PORT]` where it was activated. */
  deskUrl: z.string().optional(),
  /** Subscription: until when the last statement works. */
  worksUntil: z.number().optional(),
  /** When it is to be asked about again. */
  dueAt: z.number(),
  /** When an exit server last said something of it. */
  checkedAt: z.number().optional(),
  /** What was wrong then. */
  problem: LicenceProblem.optional(),
  /** By how much the exit server's clock is ahead of this computer's. */
  clockAheadMs: z.number().optional(),
  /** The smallest of 30, 7 and 1 days before the end that the user was told of. */
  warnedDays: z.number().optional(),
});

export type LicenceConfig = z.infer<typeof LicenceConfig>;
