import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NewToken } from '../../shared/tokens/new-token.ts';
import { TokenStore } from './token-store.ts';

const START = Date.parse('2026-05-03T14:02:00Z');
const DAY = 86_400_000;

let now: number;
let folder: string;
let opened: TokenStore[];

beforeEach(() => {
  now = START;
  folder = mkdtempSync(join(tmpdir(), 'porthole-tokens-'));
  opened = [];
});

afterEach(() => {
  for (const store of opened) store.close();
  rmSync(folder, { recursive: true });
});

function open(name = 'data/tokens.sqlite'): TokenStore {
  const store = new TokenStore(join(folder, name), { now: () => now });
  opened.push(store);
  return store;
}

const make = (store: TokenStore, label: string, rest: Partial<NewToken> = {}) =>
  store.create(NewToken.parse({ label, ...rest }));
const lookup = (store: TokenStore, token: string) => store.lookup(TokenStore.hash(token));

describe('TokenStore', () => {
  it('makes tokens that it finds again by their secret, after a restart too', () => {
    const scope = { names: ['blog', '*.dev'], tcp: [{ from: 10_000, to: 10_010 }], maxTunnels: 5 };
    const expiresAt = '2026-06-02T14:02:00.000Z';
    const { token, record } = make(open(), "Ada's laptop", { scope, expiresAt });
    expect(record).toEqual({
      id: expect.stringMatching(/^tk_[0-9a-f]{12}$/),
      label: "Ada's laptop",
      last4: token.slice(-4),
      scope,
      createdAt: '2026-05-03T14:02:00.000Z',
      expiresAt,
      expired: false,
    });
    opened.pop()?.close();
    const store = open();
    expect(store.list()).toEqual([record]);
    expect(lookup(store, token)).toEqual({
      tokenId: record.id,
      label: "Ada's laptop",
      scope,
      expiresAt: Date.parse(expiresAt),
      replacedAt: undefined,
      revokedAt: undefined,
    });
    expect(lookup(store, `${token}x`)).toBeUndefined();
  });

  it('writes no secret to its files, which only this user can read', () => {
    const store = open();
    const { token } = make(store, 'one');
    const found = ['tokens.sqlite', 'tokens.sqlite-wal'].map((name) => join(folder, 'data', name));
    for (const file of found) expect(readFileSync(file, 'latin1')).not.toContain(token.slice(3, 40));
    if (process.platform === 'win32') return;
    for (const file of found) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('takes each label once, until its token is revoked', () => {
    const store = open();
    const first = make(store, 'laptop');
    expect(() => make(store, 'laptop')).toThrow('a token "laptop" is there: rotate or revoke it');
    store.revoke('laptop');
    const second = make(store, 'laptop');
    expect(store.list().map(({ id }) => id)).toEqual([second.record.id]);
    expect(lookup(store, first.token)?.revokedAt).toBe(START);
    expect(lookup(store, second.token)?.revokedAt).toBeUndefined();
  });

  it('revokes by id too, and says so where there is none', () => {
    const store = open();
    const { record } = make(store, 'laptop');
    expect(store.revoke(record.id).label).toBe('laptop');
    expect(() => store.revoke(record.id)).toThrow(`there is no token "${record.id}"`);
    expect(() => store.rotate('laptop', 0)).toThrow('there is no token "laptop"');
  });

  it('forgets a revoked token after 30 days, at the next write', () => {
    const store = open();
    const { token } = make(store, 'old');
    store.revoke('old');
    now += 30 * DAY;
    make(store, 'a');
    expect(lookup(store, token)).toBeDefined();
    now += 1;
    make(store, 'b');
    expect(lookup(store, token)).toBeUndefined();
  });

  it('rotates: the old secret has an end, one from before it ends now', () => {
    const store = open();
    const first = make(store, 'laptop', { scope: { names: ['blog'] } });
    const second = store.rotate('laptop', DAY);
    expect(second.record).toMatchObject({
      id: first.record.id,
      scope: { names: ['blog'] },
      last4: second.token.slice(-4),
      previous: { last4: first.token.slice(-4), validUntil: new Date(START + DAY).toISOString() },
    });
    expect(lookup(store, first.token)?.replacedAt).toBe(START + DAY);
    expect(lookup(store, second.token)?.replacedAt).toBeUndefined();
    now += 1000;
    const third = store.rotate(first.record.id, 0);
    expect(lookup(store, first.token)?.replacedAt).toBe(now);
    expect(lookup(store, second.token)?.replacedAt).toBe(now);
    expect(lookup(store, third.token)?.replacedAt).toBeUndefined();
    expect(third.record.previous).toBeUndefined();
    now += 60 * DAY;
    store.rotate('laptop', 0);
    expect(lookup(store, first.token)).toBeUndefined();
  });

  it('does not rotate what has expired', () => {
    const store = open();
    make(store, 'guest', { expiresAt: new Date(START + 1).toISOString() });
    now += 1;
    expect(store.list()[0]).toMatchObject({ expired: true });
    expect(() => store.rotate('guest', 0)).toThrow('the token "guest" has expired: revoke it and make a new one');
  });

  it('remembers the last use', () => {
    const store = open();
    const { record } = make(store, 'laptop');
    store.noteUses([{ tokenId: record.id, at: START + 5, from: '192.0.2.7' }]);
    expect(store.list()[0]).toMatchObject({ lastUsedAt: '2026-05-03T14:02:00.005Z', lastUsedFrom: '192.0.2.7' });
  });

  it('shows other connections that it has changed', () => {
    const [server, command] = [open(), open()];
    const before = server.dataVersion();
    make(server, 'own');
    expect(server.dataVersion()).toBe(before);
    make(command, 'other');
    expect(server.dataVersion()).not.toBe(before);
    expect(server.list().map(({ label }) => label)).toEqual(['own', 'other']);
  });

  it('says in one line that a file is damaged, and leaves it as it is', () => {
    const path = join(folder, 'broken.sqlite');
    writeFileSync(path, 'this is no database, and was never one '.repeat(100));
    const size = statSync(path).size;
    expect(() => open('broken.sqlite')).toThrow(
      /^the tokens in .*broken\.sqlite cannot be used \(file is not a database\)/,
    );
    expect(statSync(path).size).toBe(size);
  });

  it('refuses a file of a newer version', () => {
    make(open(), 'one');
    const newer = new DatabaseSync(join(folder, 'data/tokens.sqlite'));
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(() => open()).toThrow('was made by another version of the exit server (99)');
  });
});

describe('NewToken', () => {
  it.each(['', '  ', 'a\nb', '\u001b[31m', 'x'.repeat(101), 'tk_0123'])('refuses the label %j', (label) => {
    expect(NewToken.safeParse({ label }).success).toBe(false);
  });
});
