import { z } from 'zod';
import { LicenceLimits } from '../../shared/licence/licence-claims.ts';

const Time = z.iso.datetime();

/** A licence as lists show it: never with its key, nor the hash of that. */
export const LicenceRecord = z.object({
  id: z.string(),
  kind: z.enum(['static', 'subscription']),
  holder: z.string(),
  plan: z.string(),
  limits: LicenceLimits,
  url: z.string().optional(),
  /** The last characters of the key, or of the signed licence. */
  last4: z.string(),
  createdAt: Time,
  startsAt: Time,
  /** Absent: a subscription that goes on until it is cancelled. */
  endsAt: Time.optional(),
  revokedAt: Time.optional(),
  /** Subscription: how many computers may use it, and which do. */
  devices: z
    .object({ max: z.int(), active: z.array(z.object({ label: z.string(), since: Time, seenAt: Time })) })
    .optional(),
});

export type LicenceRecord = z.infer<typeof LicenceRecord>;
