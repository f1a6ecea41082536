import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { MAX_DEVICES_NAMED } from '../../shared/licence/licence-api.ts';
import { formatLicenceKey, KEY_SYMBOLS } from '../../shared/licence/licence-key.ts';
import { LICENCE_TIMES } from '../../shared/licence/licence-times.ts';
import { utcText } from '../../shared/utc-text.ts';
import { openDatabase, transact } from '../store/open-database.ts';
import { LicenceError } from './licence-error.ts';
import type { LicenceRecord } from './licence-record.ts';
import { LicenceRefusal } from './licence-refusal.ts';
import { LICENCE_SCHEMA, licenceRecordOf } from './licence-rows.ts';
import type { NewLicence } from './new-licence.ts';

/** Name of the file in the data directory. */
export const LICENCES_FILE = 'licences.sqlite';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long licences are remembered that no longer count, so that whoever has one is told why. */
const MEMORY_MS = 90 * DAY_MS;
/** More than any issuer of this size has; bounds the disk. */
const MAX_LICENCES = 100_000;
const ID_BYTES = 6;
const LAST_SHOWN = 4;
/** As for tokens: a command waits for the server's short writes, the server for nobody longer than its event loop can bear. */
const COMMAND_WAIT_MS = 5_000;
const SERVER_WAIT_MS = 100;

/** A computer that uses a subscription. */
export interface Device {
  /** See deviceId(). */
  device: string;
  label: string;
}

export interface LicenceStoreOptions {
  /** Waits only briefly for other processes. */
  server?: boolean;
  /** ms since the epoch */
  now?: () => number;
}

/** The licences that an issuer has given out, in SQLite, and which computers use them. */
export class LicenceStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #revoked: StatementSync;

  /** @throws LicenceError @param path file, or `:memory:` */
  constructor(path: string, { server = false, now = Date.now }: LicenceStoreOptions = {}) {
    this.#now = now;
    try {
      const format = { what: 'licences', version: 1, schema: LICENCE_SCHEMA };
      this.#database = openDatabase(path, server ? SERVER_WAIT_MS : COMMAND_WAIT_MS, format);
    } catch (error) {
      throw new LicenceError('store', (error as Error).message);
    }
    this.#revoked = this.#database.prepare('SELECT revoked_at FROM licences WHERE id = ? AND (kid IS NULL OR kid = ?)');
  }

  /** An id for the next licence. */
  static newId(): string {
    return `lic_${randomBytes(ID_BYTES).toString('hex')}`;
  }

  /** Remembers a signed licence, so that it can be listed and revoked. @throws LicenceError */
  addStatic(id: string, licence: NewLicence, { signed, kid }: { signed: string; kid: string }): LicenceRecord {
    return this.#add(id, licence, { last4: signed.slice(-LAST_SHOWN), kid });
  }

  /** Makes a subscription; its key is told this once. @throws LicenceError */
  addSubscription(licence: NewLicence): { record: LicenceRecord; key: string } {
    const key = formatLicenceKey(randomBytes(KEY_SYMBOLS));
    return { record: this.#add(LicenceStore.newId(), licence, { last4: key.slice(-LAST_SHOWN), key }), key };
  }

  /** All, oldest first. */
  list(): LicenceRecord[] {
    const rows = this.#database.prepare('SELECT * FROM licences ORDER BY created_at, rowid').all();
    return rows.map((row) => this.#recordOf(row));
  }

  find(id: string): LicenceRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM licences WHERE id = ?').get(id);
    return row && this.#recordOf(row);
  }

  /** The subscription of a key, in the form that parseLicenceKey() returns. */
  findByKey(key: string): LicenceRecord | undefined {
    const row = this.#database.prepare('SELECT * FROM licences WHERE key_hash = ?').get(hash(key));
    return row && this.#recordOf(row);
  }

  /** Ends a licence for good. @throws LicenceError */
  revoke(id: string): LicenceRecord {
    return this.#write(() => {
      const record = this.find(id);
      if (record === undefined) {
        throw new LicenceError('not-found', `there is no licence "${id}": "porthole-exit licence list" shows all`);
      }
      this.#database
        .prepare('UPDATE licences SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?')
        .run(this.#now(), id);
      return this.find(id) ?? record;
    });
  }

  /** When a licence of the issuer with this key was revoked, ms; undefined where it was not. One look-up by the primary key: some microseconds. */
  revokedAt(id: string, kid: string): number | undefined {
    const row = this.#revoked.get(id, kid);
    return row?.revoked_at == null ? undefined : Number(row.revoked_at);
  }

  /**
   * Gives a computer a place in a subscription, or renews it. Returns until when it has it, ms.
   *
   * @throws LicenceRefusal, LicenceError
   */
  takePlace(key: string, { device, label }: Device): { record: LicenceRecord; until: number } {
    return this.#write(() => {
      const record = this.#counting(key);
      const now = this.#now();
      const end = record.endsAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(record.endsAt);
      const until = Math.min(now + LICENCE_TIMES.recheckMs + LICENCE_TIMES.graceMs, end);
      const { id, devices } = record;
      this.#database.prepare('DELETE FROM devices WHERE licence_id = ? AND until <= ?').run(id, now);
      const others = this.#database
        .prepare('SELECT label FROM devices WHERE licence_id = ? AND device <> ? ORDER BY since, label')
        .all(id, device);
      const max = devices?.max ?? 0;
      if (others.length >= max)
        throw allTaken(
          max,
          others.map((row) => String(row.label)),
        );
      this.#database
        .prepare(
          `INSERT INTO devices (licence_id, device, label, since, seen_at, until) VALUES (:id, :device, :label, :now, :now, :until)
           ON CONFLICT DO UPDATE SET label = :label, seen_at = :now, until = :until`,
        )
        .run({ id, device, label, now, until });
      return { record, until };
    });
  }

  /** Takes a computer's place back. @throws LicenceRefusal where the key is none, LicenceError */
  leavePlace(key: string, device: string): void {
    this.#write(() => {
      const record = this.findByKey(key);
      if (record === undefined) throw unknownKey();
      this.#database.prepare('DELETE FROM devices WHERE licence_id = ? AND device = ?').run(record.id, device);
    });
  }

  close(): void {
    this.#database.close();
  }

  /** The subscription of a key, if it counts now. @throws LicenceRefusal */
  #counting(key: string): LicenceRecord {
    const record = this.findByKey(key);
    if (record === undefined) throw unknownKey();
    const { revokedAt, startsAt, endsAt } = record;
    if (revokedAt !== undefined) throw cancelled(Date.parse(revokedAt));
    const now = this.#now();
    if (Date.parse(startsAt) - LICENCE_TIMES.leewayMs > now) {
      const message = `This subscription begins on ${utcText(Date.parse(startsAt))}: wait until then.`;
      throw new LicenceRefusal('licence-not-yet-valid', message);
    }
    if (endsAt === undefined || now < Date.parse(endsAt)) return record;
    const message = `This subscription expired on ${utcText(Date.parse(endsAt))}: renew it at its issuer.`;
    throw new LicenceRefusal('licence-expired', message);
  }

  #add(
    id: string,
    licence: NewLicence,
    { last4, kid, key }: { last4: string; kid?: string; key?: string },
  ): LicenceRecord {
    const { kind, holder, plan, limits, url, startsAt, endsAt } = licence;
    return this.#write(() => {
      this.#forgetOld();
      const row = this.#database.prepare('SELECT count(*) AS count FROM licences').get();
      if (Number(row?.count) >= MAX_LICENCES)
        throw new LicenceError('too-many', `there are ${MAX_LICENCES} licences: use another --data-dir`);
      this.#database
        .prepare(
          `INSERT INTO licences (id, kind, holder, plan, limits, url, last4, created_at, starts_at, ends_at, kid, key_hash, max_devices)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          ...([id, kind, holder, plan, JSON.stringify(limits), url ?? null, last4, this.#now()] as const),
          ...([Date.parse(startsAt), endsAt === undefined ? null : Date.parse(endsAt)] as const),
          ...([
            kid ?? null,
            key === undefined ? null : hash(key),
            kind === 'subscription' ? licence.devices : null,
          ] as const),
        );
      const record = this.find(id);
      if (record === undefined) throw new LicenceError('store', 'the licence was not kept: try again');
      return record;
    });
  }

  #recordOf(row: Record<string, SQLOutputValue>): LicenceRecord {
    const devices = this.#database
      .prepare('SELECT label, since, seen_at FROM devices WHERE licence_id = ? AND until > ? ORDER BY since, label')
      .all(row.id ?? null, this.#now());
    return licenceRecordOf(row, devices);
  }

  #forgetOld(): void {
    const before = this.#now() - MEMORY_MS;
    this.#database
      .prepare(`DELETE FROM licences WHERE ends_at < :before OR (kind = 'subscription' AND revoked_at < :before)`)
      .run({ before });
  }

  #write<Result>(run: () => Result): Result {
    try {
      return transact(this.#database, run);
    } catch (error) {
      if (error instanceof LicenceError || error instanceof LicenceRefusal) throw error;
      throw new LicenceError('store', `the licences cannot be written (${(error as Error).message}): try again`);
    }
  }
}

/** Why a licence no longer counts that was revoked. */
export function cancelled(at: number): LicenceRefusal {
  return new LicenceRefusal(
    'licence-revoked',
    `This licence was revoked on ${utcText(at)}: ask its issuer for another one.`,
  );
}

function unknownKey(): LicenceRefusal {
  const message =
    'This licence key is not one of this issuer: compare it with the original, or choose another exit server.';
  return new LicenceRefusal('licence-unknown-key', message);
}

function allTaken(max: number, labels: readonly string[]): LicenceRefusal {
  const named = labels.slice(0, MAX_DEVICES_NAMED);
  const more = labels.length > named.length ? ` and ${labels.length - named.length} more` : '';
  const where = max === 1 ? 'one computer' : `${max} computers`;
  const message = `This subscription is for ${where}, and is in use on ${named.join(', ')}${more}: remove it there first, or ask its issuer for more places.`;
  return new LicenceRefusal('licence-device-limit', message, named);
}

/** 90 random bits: as with tokens there is nothing to guess that a slow hash would protect. */
function hash(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
