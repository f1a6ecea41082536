import { z } from 'zod';
import { TokenRecord } from '../tokens/token-record.ts';

/** A token that was just made or renewed: one of the few answers of the contract with a secret in it. It is told this once, to be passed on. */
export const MadeToken = z.object({
  record: TokenRecord,
  token: z.string(),
  /** Leads whoever has it to the server, with the token. */
  joinLink: z.string(),
});

export type MadeToken = z.infer<typeof MadeToken>;
