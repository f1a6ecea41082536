import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TinyDisk } from '../../../../e2e/fixtures/tiny-disk.ts';
import { openDatabase } from '../../storage/open-database.ts';
import type { BatchRow, CaptureBatch } from '../capture/capture-batch.ts';
import { REQUESTS } from './requests-definition.ts';
import type { RequestsStore, StoreLimits } from './requests-store.ts';

/** Room for the empty database and its log. */
const DISK_KIB = 1_024;
/** Room for 3 MB of requests and as much of log. */
const LARGE_DISK_KIB = 8_192;
/** Enough to write down that a row is gone, too little to write the others anew. */
const SOME_KIB = 256;
const LIMITS: StoreLimits = { keepOnDisk: false, requestsPerTunnel: 500, totalBytes: 1_000_000 };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'porthole-requests-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

interface Opened extends Disposable {
  readonly store: RequestsStore;
  readonly database: DatabaseSync;
  readonly path: string;
  close(): void;
}

function openStore(path = join(folder(), 'requests.db')): Opened {
  const { database } = openDatabase(path, REQUESTS.migrations);
  let isOpen = true;
  const close = () => {
    if (isOpen) database.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { store: REQUESTS.create(database), database, close, path, [Symbol.dispose]: close };
}

/** A batch of one request. */
function batch(
  id: number,
  part: Partial<BatchRow> & { sent?: string | Buffer; got?: string | Buffer } = {},
): CaptureBatch {
  const { sent = '', got = '', ...rest } = part;
  const bodies = [Buffer.from(sent as string), Buffer.from(got as string)];
  const [one = 0, two = 0] = bodies.map(({ length }) => length);
  const joined = Buffer.concat(bodies);
  const row: BatchRow = {
    id,
    tunnelId: 't',
    startedAt: id,
    state: 'done',
    method: 'GET',
    path: `/${id}`,
    host: 'shop.example.com',
    scheme: 'http',
    visitor: '203.0.113.9',
    status: 200,
    reason: 'OK',
    failure: null,
    requestDoneMs: 1,
    firstByteMs: 2,
    durationMs: 3,
    replayOf: null,
    isWebSocket: false,
    contentType: null,
    requestFields: '[["Host","shop.example.com"]]',
    answerFields: '[]',
    requestBody: { at: 0, length: one, size: one },
    answerBody: { at: one, length: two, size: two },
    messagesFromVisitor: 0,
    messagesFromService: 0,
    messages: [],
    ...rest,
  };
  return {
    rows: [row],
    bytes: joined.buffer.slice(joined.byteOffset, joined.byteOffset + joined.length) as ArrayBuffer,
  };
}

/** That a store with request 1 counts it alone: later ones push nothing out that may stay, and a bound of nothing ends with nothing. */
function expectKeepsAgain(store: RequestsStore, limits: StoreLimits): void {
  const tight = { ...limits, totalBytes: 5_000 };
  store.setLimits(tight);
  store.write(batch(4), tight);
  expect(ids(store.query({}, undefined, 10))).toEqual([4, 1]);
  expect(store.state().kept).toBe(2);
  store.setLimits({ ...limits, totalBytes: 0 });
  expect(store.state()).toMatchObject({ kept: 0, bytes: 0 });
}

const ids = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);

describe('RequestsStore', () => {
  it('gives back what it was given, and puts a later state in the place of an earlier one', () => {
    const { store } = openStore();
    store.write(batch(1, { state: 'open', status: 0, sent: 'p' }), LIMITS);
    store.write(batch(1, { sent: 'ping', got: 'pong', status: 201 }), LIMITS);
    expect(store.get(1)).toMatchObject({ status: 201, state: 'done', requestBytes: 4 });
    expect(Buffer.from(store.get(1)?.answerBody.base64 ?? '', 'base64').toString()).toBe('pong');
    expect(store.state().kept).toBe(1);
    expect(store.get(2)).toBeUndefined();
  });

  it('finds by each part of a filter, newest first, page by page', () => {
    const { store } = openStore();
    store.write(batch(1, { method: 'POST', sent: '{"name":"Ada"}', status: 500, durationMs: 900 }), LIMITS);
    store.write(batch(2, { tunnelId: 'other', path: '/100%_of\\it', status: 404 }), LIMITS);
    store.write(batch(3, { got: 'Grüße an ADA', status: 0 }), LIMITS);
    store.write(batch(4, { requestFields: '[["X-Trace","abc123"]]', status: 503 }), LIMITS);
    const find = (filter: Parameters<RequestsStore['query']>[0]) => ids(store.query(filter, undefined, 10));
    expect(find({})).toEqual([4, 3, 2, 1]);
    expect(find({ text: 'ada' })).toEqual([3, 1]);
    expect(find({ text: 'ABC123' })).toEqual([4]);
    expect(find({ text: '%_' })).toEqual([2]);
    expect(find({ path: '\\it' })).toEqual([2]);
    expect(find({ tunnelId: 'other' })).toEqual([2]);
    expect(find({ method: 'post' })).toEqual([1]);
    expect(find({ status: '5xx' })).toEqual([4, 1]);
    expect(find({ status: 404 })).toEqual([2]);
    expect(find({ status: 'none' })).toEqual([3]);
    expect(find({ minMs: 100 })).toEqual([1]);
    expect(find({ maxMs: 100, status: '5xx' })).toEqual([4]);
    expect(ids(store.query({}, 3, 1))).toEqual([2]);
  });

  it('finds what was under way in a span, however long before it began', () => {
    const { store } = openStore();
    store.write(batch(10, { durationMs: 5 }), LIMITS);
    store.write(batch(11, { durationMs: 900 }), LIMITS);
    store.write(batch(12, { state: 'open', durationMs: null }), LIMITS);
    store.write(batch(500, { durationMs: 5 }), LIMITS);
    const find = (from: number, to: number) => ids(store.query({ from, to }, undefined, 10));
    expect(find(10, 12)).toEqual([11, 10]);
    expect(find(15, 16)).toEqual([12, 11, 10]);
    expect(find(100, 500)).toEqual([12, 11]);
    expect(find(100, 501)).toEqual([500, 12, 11]);
    expect(find(912, 1000)).toEqual([12]);
  });

  it('keeps the newest of each tunnel, and of all what fits', () => {
    const { store } = openStore();
    store.write(batch(1, { tunnelId: 'quiet' }), LIMITS);
    for (let id = 2; id <= 8; id++) store.write(batch(id), { ...LIMITS, requestsPerTunnel: 3 });
    expect(ids(store.query({}, undefined, 10))).toEqual([8, 7, 6, 1]);
    const body = Buffer.alloc(100_000);
    for (let id = 101; id <= 140; id++) store.write(batch(id, { got: body }), LIMITS);
    expect(store.state().bytes).toBeLessThanOrEqual(LIMITS.totalBytes);
    const kept = ids(store.query({}, undefined, 100));
    expect(kept[0]).toBe(140);
    expect(kept.length).toBe(store.state().kept);
    store.setLimits({ ...LIMITS, requestsPerTunnel: 2 });
    expect(ids(store.query({}, undefined, 10))).toEqual([140, 139]);
  });

  it('keeps the last 100 messages of a connection', () => {
    const { store } = openStore();
    const message = (number: number) =>
      ({ at: 0, length: 1, number, time: 1, from: 'visitor', kind: 'text', size: 1, compressed: false }) as const;
    for (let first = 1; first <= 241; first += 60) {
      const messages = Array.from({ length: 60 }, (_, index) => message(first + index));
      store.write(batch(1, { isWebSocket: true, messages, got: 'x', messagesFromVisitor: first + 59 }), LIMITS);
    }
    const detail = store.get(1);
    expect(detail?.messages.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, i) => 201 + i));
    expect(detail?.messagesFromVisitor).toBe(300);
  });

  it('tells what changed behind a revision, and where a list must be asked for again', () => {
    const { store } = openStore();
    const { revision } = store.write(batch(1), LIMITS);
    store.write(batch(2, { status: 500 }), LIMITS);
    store.write(batch(3), LIMITS);
    expect(ids(store.changes({}, revision, 10).requests)).toEqual([3, 2]);
    expect(ids(store.changes({ status: '5xx' }, revision, 10).requests)).toEqual([2]);
    expect(store.changes({}, revision, 1)).toMatchObject({ stale: true });
    expect(store.changes({}, revision + 100, 1)).toMatchObject({ stale: true });
    store.clear('nobody');
    expect(store.changes({}, revision, 10)).toMatchObject({ stale: true, state: { kept: 3 } });
    expect(store.clear(undefined).kept).toBe(0);
  });

  it('writes nothing to the disk unless it is to, and then takes it away again', () => {
    const { store, path, close } = openStore();
    const secret = 'the customer typed this';
    const onDisk = () => Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)]).includes(secret);
    store.write(batch(1, { sent: secret }), LIMITS);
    expect(onDisk()).toBe(false);
    store.setLimits({ ...LIMITS, keepOnDisk: true });
    expect(onDisk()).toBe(true);
    expect(store.get(1)?.requestBody.size).toBe(secret.length);
    store.setLimits(LIMITS);
    expect(onDisk()).toBe(false);
    expect(ids(store.query({ text: 'customer' }, undefined, 10))).toEqual([1]);
    close();
    expect(openStore(path).store.query({}, undefined, 10)).toEqual([]);
  });

  it.skipIf(TinyDisk.problem())('counts what is there after a full disk, and keeps on when there is room', async () => {
    await using disk = await TinyDisk.mount(DISK_KIB);
    // Closed before the disk is taken away.
    using opened = openStore(join(disk.folder, 'requests.db'));
    const { store } = opened;
    const limits = { ...LIMITS, keepOnDisk: true, totalBytes: 10_000_000 };
    store.setLimits(limits);
    store.write(batch(1), limits);
    const { kept, bytes } = store.state();
    await disk.fill();
    const large = Buffer.alloc(1_000_000);
    for (const id of [2, 3]) expect(() => store.write(batch(id, { got: large }), limits)).toThrow('disk is full');
    expect(store.state()).toMatchObject({ kept, bytes });
    await disk.free();
    expectKeepsAgain(store, limits);
  });

  it.skipIf(TinyDisk.problem())('takes from a full disk what is to be on it no more, once there is room', async () => {
    await using disk = await TinyDisk.mount(LARGE_DISK_KIB);
    const path = join(disk.folder, 'requests.db');
    using opened = openStore(path);
    const limits = { ...LIMITS, keepOnDisk: true, totalBytes: 10_000_000 };
    const { store } = opened;
    store.setLimits(limits);
    store.write(batch(1, { tunnelId: 'other', got: randomBytes(3_000_000) }), limits);
    const secret = 'the customer typed this';
    store.write(batch(2, { sent: secret }), limits);
    opened.database.exec('PRAGMA main.wal_checkpoint(TRUNCATE)');
    await disk.fill();
    await disk.giveBack(SOME_KIB);
    expect(() => store.clear('t')).toThrow('disk is full');
    expect(ids(store.query({}, undefined, 10))).toEqual([1]);
    expect(store.state().kept).toBe(1);
    await disk.free();
    store.setLimits(limits);
    expect(Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)]).includes(secret)).toBe(false);
  });

  it('counts what is there after SQLite has taken a batch back by itself', () => {
    const { store, database } = openStore();
    const limits = { ...LIMITS, keepOnDisk: true };
    store.setLimits(limits);
    store.write(batch(1), limits);
    const { kept, bytes } = store.state();
    // As on a full disk, which only root can have in a test: the transaction is over when the error comes.
    const trigger = "CREATE TEMP TRIGGER full AFTER INSERT ON main.requests BEGIN SELECT RAISE(ROLLBACK, 'full'); END";
    database.exec(trigger);
    for (const id of [2, 3]) expect(() => store.write(batch(id, { got: 'x'.repeat(9_000) }), limits)).toThrow(/^full$/);
    expect(store.state()).toMatchObject({ kept, bytes });
    database.exec('DROP TRIGGER full');
    expectKeepsAgain(store, limits);
  });

  it('forgets on the disk what is cleared', () => {
    const { store, path } = openStore();
    const limits = { ...LIMITS, keepOnDisk: true };
    store.setLimits(limits);
    store.write(batch(1, { sent: 'the customer typed this' }), limits);
    store.clear(undefined);
    expect(Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)]).includes('customer')).toBe(false);
  });

  it('finds its requests again after a restart; what was under way is broken off, other tunnels are gone', () => {
    const { store, path, close } = openStore();
    const limits = { ...LIMITS, keepOnDisk: true };
    store.setLimits(limits);
    store.write(batch(1, { tunnelId: 'gone' }), limits);
    store.write(batch(2, { state: 'open' }), limits);
    close();
    const again = openStore(path).store;
    expect(again.setLimits(limits)).toBe(2);
    again.retain(['t']);
    expect(again.query({}, undefined, 10).map(({ id, state }) => [id, state])).toEqual([[2, 'aborted']]);
    expect(again.state()).toMatchObject({ kept: 1 });
  });

  it('shows a compressed body also as what it says, and a cut one as far as it goes', () => {
    const { store } = openStore();
    const long = Array.from({ length: 2_000 }, (_, i) => `line ${i * 7919}`).join('\n');
    const gzip = gzipSync(long);
    const fields = '[["content-encoding","gzip"]]';
    store.write(batch(1, { got: gzip, answerFields: fields }), LIMITS);
    store.write(
      batch(2, {
        got: gzip.subarray(0, 3_000),
        answerFields: fields,
        answerBody: { at: 0, length: 3_000, size: gzip.length },
      }),
      LIMITS,
    );
    store.write(batch(3, { got: 'no gzip', answerFields: fields }), LIMITS);
    const text = (id: number) => Buffer.from(store.get(id)?.answerBody.decoded?.base64 ?? '', 'base64').toString();
    expect(text(1)).toBe(long);
    expect(long.startsWith(text(2))).toBe(true);
    expect(text(2).length).toBeGreaterThan(1_000);
    expect(store.get(2)?.answerBody).toMatchObject({ cut: true, decoded: { cut: true } });
    expect(store.get(3)?.answerBody.decoded).toBeUndefined();
  });

  it('says why a request cannot be sent again', () => {
    const { store } = openStore();
    store.write(batch(1, { sent: 'ab', requestBody: { at: 0, length: 2, size: 9 } }), LIMITS);
    store.write(batch(2, { requestDoneMs: null }), LIMITS);
    store.write(batch(3, { requestFields: '[["Upgrade","websocket"]]' }), LIMITS);
    store.write(batch(4, { requestFields: '[["Cookie",null],["cookie",null]]' }), LIMITS);
    expect(store.get(1)?.noReplay).toContain('only the first 2');
    expect(store.get(2)?.noReplay).toContain('left before');
    expect(store.get(3)?.noReplay).toContain('WebSocket');
    expect(store.get(4)).toMatchObject({ maskedFields: ['Cookie', 'cookie'], noReplay: undefined });
  });
});
