import type { SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { LicenceRecord } from './licence-record.ts';

/** Times are ms since the epoch. Keys are kept as SHA-256 only. `kid`: which key has signed it; null of subscriptions, which the server's own signs. `until`: when a device that does not ask again loses its place. */
export const LICENCE_SCHEMA = `
CREATE TABLE licences (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  holder TEXT NOT NULL,
  plan TEXT NOT NULL,
  limits TEXT NOT NULL,
  url TEXT,
  last4 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER,
  revoked_at INTEGER,
  kid TEXT,
  key_hash BLOB UNIQUE,
  max_devices INTEGER
) STRICT;
CREATE TABLE devices (
  licence_id TEXT NOT NULL REFERENCES licences (id) ON DELETE CASCADE,
  device TEXT NOT NULL,
  label TEXT NOT NULL,
  since INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (licence_id, device)
) STRICT, WITHOUT ROWID;`;

const LicenceRow = z.object({
  id: z.string(),
  kind: z.string(),
  holder: z.string(),
  plan: z.string(),
  limits: z.string(),
  url: z.string().nullable(),
  last4: z.string(),
  created_at: z.number(),
  starts_at: z.number(),
  ends_at: z.number().nullable(),
  revoked_at: z.number().nullable(),
  max_devices: z.number().nullable(),
});

const DeviceRow = z.object({ label: z.string(), since: z.number(), seen_at: z.number() });

/** Makes rows of the tables into what lists show. */
export function licenceRecordOf(
  row: Record<string, SQLOutputValue>,
  devices: readonly Record<string, SQLOutputValue>[],
): LicenceRecord {
  const read = LicenceRow.parse(row);
  const active = devices
    .map((device) => DeviceRow.parse(device))
    .map(({ label, since, seen_at }) => ({ label, since: iso(since), seenAt: iso(seen_at) }));
  return LicenceRecord.parse({
    ...{ id: read.id, kind: read.kind, holder: read.holder, plan: read.plan, last4: read.last4 },
    limits: JSON.parse(read.limits),
    url: read.url ?? undefined,
    createdAt: iso(read.created_at),
    startsAt: iso(read.starts_at),
    endsAt: iso(read.ends_at),
    revokedAt: iso(read.revoked_at),
    devices: read.max_devices === null ? undefined : { max: read.max_devices, active },
  });
}

function iso(time: number | null): string | undefined {
  return time === null ? undefined : new Date(time).toISOString();
}
