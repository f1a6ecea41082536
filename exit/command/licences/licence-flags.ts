import type { z } from 'zod';
import { NewLicence } from '../../licences/new-licence.ts';
import { listOf } from '../list-of.ts';
import { momentOf } from '../moment-of.ts';
import { UsageError } from '../usage-error.ts';

/** Flags of all licence commands. */
export interface LicenceFlags {
  dataDir?: string;
  json?: boolean;
}

export interface KeygenFlags extends LicenceFlags {
  issuer?: string;
  url?: string;
  out?: string;
}

export interface IssueFlags extends LicenceFlags {
  holder?: string;
  plan?: string;
  subscription?: boolean;
  devices?: string;
  tunnels?: string;
  tcp?: boolean;
  names?: string;
  starts?: string;
  expires?: string;
  url?: string;
  key?: string;
  out?: string;
}

export interface InspectFlags extends LicenceFlags {
  issuer?: string[];
}

const DEFAULT_PLAN = 'Standard';
const DEFAULT_DEVICES = '1';
/** What is right, for values whose own message says too little. */
const HINTS: Record<string, string> = {
  tunnels: 'must be a whole number from 1 to 10000',
  devices: 'must be a whole number from 1 to 1000',
  url: 'must be an address like https://example.com/licences',
  names: 'must be up to 50 names like blog or *-dev',
  holder: 'must be 1 to 100 characters of plain text',
  plan: 'must be 1 to 100 characters of plain text',
};

/** Reads what `licence issue` is to make. @throws UsageError */
export function newLicenceOf(flags: IssueFlags, now: number): NewLicence {
  const { holder, plan = DEFAULT_PLAN, starts, expires, url } = flags;
  const subscription = flags.subscription === true;
  if (holder === undefined) throw new UsageError('give --holder NAME: who may use the licence');
  if (!subscription && expires === undefined) {
    throw new UsageError('give --expires, e.g. 365d or 2030-12-31: a licence that is checked offline has an end');
  }
  if (!subscription && flags.devices !== undefined)
    throw new UsageError('--devices needs --subscription: a signed licence is bound to no computer');
  if (subscription && flags.key !== undefined)
    throw new UsageError('--key is for signed licences: a subscription is signed by the server of its data directory');
  const endsAt = expires === undefined ? {} : { endsAt: momentOf('--expires', expires, now) };
  const startsAt = starts === undefined ? new Date(now).toISOString() : momentOf('--starts', starts, now);
  if (endsAt.endsAt !== undefined && endsAt.endsAt <= startsAt)
    throw new UsageError('--expires must be after --starts');
  const result = NewLicence.safeParse({
    ...{ kind: subscription ? 'subscription' : 'static', holder, plan, startsAt, ...endsAt },
    ...(url !== undefined && { url }),
    ...(subscription && { devices: Number(flags.devices ?? DEFAULT_DEVICES) }),
    limits: {
      tcp: flags.tcp === true,
      ...(flags.tunnels !== undefined && { tunnels: Number(flags.tunnels) }),
      ...(flags.names !== undefined && { names: listOf(flags.names) }),
    },
  });
  if (result.success) return result.data;
  throw usageErrorOf(result.error.issues[0], flags);
}

function usageErrorOf(issue: z.core.$ZodIssue | undefined, flags: IssueFlags): UsageError {
  const name = String((issue?.path ?? []).filter((part) => part !== 'limits')[0]);
  const given = flags[name as keyof IssueFlags];
  return new UsageError(`--${name} ${HINTS[name] ?? issue?.message}, not ${JSON.stringify(given)}`);
}
