import { oc } from '@orpc/contract';
import { z } from 'zod';

/** Expected failures: `message` is one line for people that says what to do next; `field` names the input that is wrong. */
const failure = { data: z.object({ field: z.string().optional() }) };

/** What every procedure of the contract begins with: the failures that it may answer. */
export const contractBase = oc.errors({
  /** The input cannot be used as it stands. */
  INVALID: failure,
  /** There is no such tunnel, server, service or request. */
  NOT_FOUND: failure,
  /** The name or port is taken. */
  CONFLICT: failure,
  /** The act needs another state (e.g. removing a server that tunnels use). */
  NOT_NOW: failure,
});
