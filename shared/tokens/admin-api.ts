import { z } from 'zod';
import { TokenRecord } from './token-record.ts';

/*
 * What an admin's app asks of an exit server's control plane, with a token of scope `admin`:
 *
 *   GET    /admin/tokens             → 200 TokenList
 *   POST   /admin/tokens             NewToken → 201 IssuedAnswer
 *   DELETE /admin/tokens/ID          → 200 TokenRecord, as it was
 *   POST   /admin/tokens/ID/rotate   Rotation → 201 IssuedAnswer
 *
 * Any other status: AdminProblem.
 */

/** Where tokens are listed, made and ended. */
export const ADMIN_TOKENS_PATH = '/admin/tokens';

const DAY_S = 86_400;
/** As of `porthole-exit token rotate`: clients on laptops come online within a day. */
const DEFAULT_OVERLAP_S = DAY_S;
/** Until then the old secret helps nobody who has not forgotten it. */
const LONGEST_OVERLAP_S = 90 * DAY_S;

export const TokenList = z.object({ tokens: z.array(TokenRecord) });

/** For how long the present secret counts beside the new one. */
export const Rotation = z.strictObject({
  overlapSeconds: z.int().min(0).max(LONGEST_OVERLAP_S).default(DEFAULT_OVERLAP_S),
});

/** A new secret, which is told this once. */
export const IssuedAnswer = TokenRecord.extend({
  token: z.string().min(1),
  /** Where the server knows its own address. */
  joinLink: z.string().optional(),
});

export const AdminProblem = z.object({ code: z.string(), message: z.string() });

export type TokenList = z.infer<typeof TokenList>;
export type Rotation = z.infer<typeof Rotation>;
export type IssuedAnswer = z.infer<typeof IssuedAnswer>;
