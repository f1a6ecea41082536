import { ORPCError } from '@orpc/server';
import { RequestError } from '../engine/request-error.ts';

/** The engine's expected failures become the contract's; anything else stays an internal error without details. */
export function asContractError(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  return new ORPCError(error.code, {
    defined: true,
    message: error.message,
    data: error.field === undefined ? {} : { field: error.field },
  });
}
