import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { NewToken } from '../../shared/tokens/new-token.ts';
import { TestLog } from '../testing/test-exit.ts';
import type { Grant, TokenEnd } from './grant.ts';
import { SharedToken } from './shared-token.ts';
import { TokenAuth } from './token-auth.ts';
import { TokenDatabase } from './token-database.ts';
import { type TokenHolder, TokenWatch } from './token-watch.ts';

const START = Date.parse('2026-05-03T14:02:00Z');
const YEAR = 365 * 86_400_000;

let now: number;
let database: TokenDatabase;
let watch: TokenWatch;
let sessions: TestSession[];

class TestSession implements TokenHolder {
  readonly from = '192.0.2.7';
  ended: TokenEnd | undefined;
  grant: Grant;

  constructor(grant: Grant) {
    this.grant = grant;
  }

  renew(grant: Grant): void {
    this.grant = grant;
  }

  endFor(end: TokenEnd): void {
    this.ended = end;
    sessions.splice(sessions.indexOf(this), 1);
  }
}

let auth: TokenAuth;

beforeEach(() => {
  now = START;
  sessions = [];
  database = new TokenDatabase({ path: undefined, log: new TestLog(), now: () => now });
  auth = new TokenAuth({ database, now: () => now });
  watch = new TokenWatch({ auth, database, sessions: () => sessions, log: new TestLog(), now: () => now });
});

afterEach(() => watch.stop());

function connect(token: string): TestSession {
  const { grant } = auth.authenticate(`Bearer ${token}`);
  if (grant === undefined) throw new Error('the token was refused');
  const session = new TestSession(grant);
  sessions.push(session);
  watch.used(grant, session.from);
  return session;
}

const make = (label: string, rest: object = {}) => database.make().create(NewToken.parse({ label, ...rest })).token;
const lastUse = () => database.store?.list()[0]?.lastUsedAt;

describe('TokenWatch', () => {
  it('looks by itself where tokens can change, and not for one that cannot', () => {
    const timers = vi.spyOn(globalThis, 'setInterval');
    onTestFinished(() => timers.mockRestore());
    watch.start();
    expect(timers).toHaveBeenCalledTimes(1);
    const fixed = new TokenAuth({ shared: new SharedToken('a-token-of-the-app') });
    new TokenWatch({ auth: fixed, database: undefined, sessions: () => sessions, log: new TestLog() }).start();
    expect(timers).toHaveBeenCalledTimes(1);
  });

  it('ends a session on the millisecond of an expiry, however far that is (setTimeout ends at 2³¹ ms)', () => {
    const expiry = START + 10 * YEAR;
    const session = connect(make('guest', { expiresAt: new Date(expiry).toISOString() }));
    const other = connect(make('friend'));
    now = expiry - 1;
    watch.check();
    expect(session.ended).toBeUndefined();
    now = expiry;
    watch.check();
    expect(session.ended?.code).toBe('token-expired');
    expect(other.ended).toBeUndefined();
    expect(sessions).toEqual([other]);
  });

  it('ends the sessions of a revoked token, and of no other', () => {
    const [one, two, other] = [make('one'), make('one more'), make('other')].map(connect);
    database.make().revoke('one');
    database.touched();
    watch.check();
    expect(one?.ended?.code).toBe('token-revoked');
    expect([two?.ended, other?.ended]).toEqual([undefined, undefined]);
  });

  it('gives sessions of the old secret until the end of a rotation', () => {
    const session = connect(make('laptop'));
    database.make().rotate('laptop', 60_000);
    database.touched();
    watch.check();
    expect(session.grant.endsAt).toBe(START + 60_000);
    now += 59_999;
    watch.check();
    expect(session.ended).toBeUndefined();
    now += 1;
    watch.check();
    expect(session.ended?.code).toBe('token-replaced');
  });

  it('writes the last use at most once a minute, and the rest at the end', () => {
    const token = make('laptop');
    connect(token);
    expect(lastUse()).toBeUndefined();
    watch.check();
    expect(lastUse()).toBe('2026-05-03T14:02:00.000Z');
    sessions.length = 0;
    now += 30_000;
    connect(token);
    sessions.length = 0;
    watch.check();
    expect(lastUse()).toBe('2026-05-03T14:02:00.000Z');
    now += 30_000;
    watch.check();
    expect(lastUse()).toBe('2026-05-03T14:02:30.000Z');
  });

  it('counts a session that goes on as a use', () => {
    connect(make('laptop'));
    watch.check();
    now += 60_000;
    watch.check();
    expect(lastUse()).toBe('2026-05-03T14:03:00.000Z');
  });
});
