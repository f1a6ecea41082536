import { z } from 'zod';
import { TokenScope } from './token-scope.ts';

const Time = z.iso.datetime();

/** A token as lists show it: never with its secret, nor the hash of that. */
export const TokenRecord = z.object({
  id: z.string(),
  label: z.string(),
  /** The last characters of the secret, to tell which one somebody has. */
  last4: z.string(),
  scope: TokenScope,
  createdAt: Time,
  /** Absent: never. */
  expiresAt: Time.optional(),
  expired: z.boolean(),
  /** Absent: never used. At most a minute behind. */
  lastUsedAt: Time.optional(),
  /** IP address. */
  lastUsedFrom: z.string().optional(),
  /** The secret from before a rotation, while it is still valid. */
  previous: z.object({ last4: z.string(), validUntil: Time }).optional(),
});

export type TokenRecord = z.infer<typeof TokenRecord>;

/** A new secret, which is told once. */
export interface IssuedToken {
  record: TokenRecord;
  token: string;
}
