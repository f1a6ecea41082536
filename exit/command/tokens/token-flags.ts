import type { z } from 'zod';
import { durationOf } from '../../../shared/duration-of.ts';
import { NewToken } from '../../../shared/tokens/new-token.ts';
import { listOf } from '../list-of.ts';
import { momentOf } from '../moment-of.ts';
import { UsageError } from '../usage-error.ts';

/** Flags of all token commands. */
export interface TokenFlags {
  dataDir?: string;
  json?: boolean;
}

/** Flags of those that show a secret. */
export interface IssueFlags extends TokenFlags {
  server?: string;
}

export interface CreateFlags extends IssueFlags {
  label?: string;
  names?: string;
  tcp?: string;
  forward?: string;
  maxTunnels?: string;
  admin?: boolean;
  expires?: string;
}

export interface RotateFlags extends IssueFlags {
  overlap: string;
}

/** Until then the old secret helps nobody who has not forgotten it. */
const LONGEST_OVERLAP_MS = 90 * 86_400_000;
/** Where a value came from, by its place in NewToken. */
const FLAG_OF: Record<string, string> = { maxTunnels: '--max-tunnels', label: '--label' };

/** Reads what `token create` is to make. Throws UsageError. */
export function newTokenOf(flags: CreateFlags, now: number): NewToken {
  if (flags.label === undefined) throw new UsageError('give --label NAME: whose token it is, or what it is for');
  const scope = {
    ...(flags.names !== undefined && { names: listOf(flags.names) }),
    ...(flags.tcp !== undefined && { tcp: listOf(flags.tcp).map(rangeOf) }),
    ...(flags.forward !== undefined && { forward: listOf(flags.forward) }),
    ...(flags.maxTunnels !== undefined && { maxTunnels: Number(flags.maxTunnels) }),
    ...(flags.admin === true && { admin: true }),
  };
  const expiresAt = flags.expires === undefined ? {} : { expiresAt: momentOf('--expires', flags.expires, now) };
  const result = NewToken.safeParse({ label: flags.label, scope, ...expiresAt });
  if (result.success) return result.data;
  throw usageErrorOf(result.error.issues[0], flags);
}

/** Reads `--overlap`, ms. Throws UsageError. */
export function overlapOf(text: string): number {
  const ms = text === '0' ? 0 : durationOf(text);
  if (ms !== undefined && ms <= LONGEST_OVERLAP_MS) return ms;
  throw new UsageError(`--overlap must be 0 or a duration up to 90d, e.g. 24h, not ${JSON.stringify(text)}`);
}

function usageErrorOf(issue: z.core.$ZodIssue | undefined, flags: CreateFlags): UsageError {
  const path = (issue?.path ?? []).filter((part) => part !== 'scope');
  const name = String(path[0]);
  const given = flags[name as keyof CreateFlags];
  const text = issue?.code === 'custom' || issue?.code === 'invalid_format' ? issue.message : undefined;
  const what =
    text ??
    { tcp: 'must be ports or ranges like 10000-10010', maxTunnels: 'must be a whole number from 1 to 10000' }[name];
  return new UsageError(`${FLAG_OF[name] ?? `--${name}`} ${what ?? issue?.message}, not ${JSON.stringify(given)}`);
}

function rangeOf(text: string): { from: number; to: number } {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  return { from: Number(from), to: Number(to ?? from) };
}
