import { z } from 'zod';
import { TokenScope } from './token-scope.ts';

/** What ids begin with, so that no label can be taken for one. */
export const ID_PREFIX = 'tk_';

/** The name that people give a token; unique among those that are not revoked. */
export const TokenLabel = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  // It is shown in terminals and logs.
  .regex(/^\P{C}*$/u, 'must be plain text')
  .refine((label) => !label.startsWith(ID_PREFIX), `must not begin with ${ID_PREFIX}, as ids do`);

/** What a token is to be. */
export const NewToken = z.strictObject({
  label: TokenLabel,
  scope: TokenScope.default({}),
  /** Absent: never. */
  expiresAt: z.iso.datetime().optional(),
});

export type NewToken = z.infer<typeof NewToken>;
