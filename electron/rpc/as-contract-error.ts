import { ORPCError } from '@orpc/server';
import { RequestError } from '../engine/request-error.ts';

/** What the disk says of secrets, by the system's code. They are replaced as a whole or not at all, so nothing has changed then. */
const DISK_PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full, so nothing was changed: make room on it and try again.',
  EDQUOT: 'Your part of the disk is full, so nothing was changed: make room on it and try again.',
  EROFS: 'The disk cannot be written to, so nothing was changed: see to it and try again.',
};

/** The engine's expected failures become the contract's; anything else stays an internal error without details. */
export function asContractError(error: unknown): unknown {
  const request = error instanceof RequestError ? error : ofDisk(error);
  if (request === undefined) return error;
  return new ORPCError(request.code, {
    defined: true,
    message: request.message,
    data: request.field === undefined ? {} : { field: request.field },
  });
}

function ofDisk(error: unknown): RequestError | undefined {
  const message = DISK_PROBLEMS[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
  return message === undefined ? undefined : new RequestError('NOT_NOW', message);
}
