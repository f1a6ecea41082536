import type { SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { TokenRecord } from '../../shared/tokens/token-record.ts';

/** Tokens that are not revoked, with their newest secret and the one before while it is valid; `:now` is ms since the epoch. */
export const SELECT_RECORDS = `
SELECT t.id, t.label, t.scope, t.created_at, t.expires_at, t.last_used_at, t.last_used_from, s.last4,
  old.last4 AS old_last4, old.valid_until AS old_valid_until
FROM tokens t
JOIN secrets s ON s.token_id = t.id AND s.valid_until IS NULL
LEFT JOIN secrets old ON old.token_id = t.id AND old.valid_until > :now
WHERE t.revoked_at IS NULL`;

/** What a look-up of a hash finds. */
export interface SecretRow {
  id: string;
  label: string;
  scope: string;
  expires_at: number | null;
  revoked_at: number | null;
  valid_until: number | null;
}

const RecordRow = z.object({
  id: z.string(),
  label: z.string(),
  scope: z.string(),
  created_at: z.number(),
  expires_at: z.number().nullable(),
  last_used_at: z.number().nullable(),
  last_used_from: z.string().nullable(),
  last4: z.string(),
  old_last4: z.string().nullable(),
  old_valid_until: z.number().nullable(),
});

/** Makes a row of SELECT_RECORDS into what lists show. */
export function recordOf(row: Record<string, SQLOutputValue>, now: number): TokenRecord {
  const read = RecordRow.parse(row);
  const { old_last4, old_valid_until } = read;
  return TokenRecord.parse({
    id: read.id,
    label: read.label,
    last4: read.last4,
    scope: JSON.parse(read.scope),
    createdAt: iso(read.created_at),
    expiresAt: iso(read.expires_at),
    expired: read.expires_at !== null && read.expires_at <= now,
    lastUsedAt: iso(read.last_used_at),
    lastUsedFrom: maybe(read.last_used_from),
    previous: old_last4 === null ? undefined : { last4: old_last4, validUntil: iso(old_valid_until) },
  });
}

export function maybe<Value>(value: Value | null): Value | undefined {
  return value ?? undefined;
}

function iso(time: number | null): string | undefined {
  return time === null ? undefined : new Date(time).toISOString();
}
