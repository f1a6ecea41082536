import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NewToken } from '../../shared/tokens/new-token.ts';
import { TestLog } from '../testing/test-exit.ts';
import type { Grant } from './grant.ts';
import { SharedToken } from './shared-token.ts';
import { TokenAuth } from './token-auth.ts';
import { TokenDatabase } from './token-database.ts';

const START = Date.parse('2026-05-03T14:02:00Z');
const SECRET = 'the-right-token-0123';

let now: number;
let database: TokenDatabase;
let auth: TokenAuth;

beforeEach(() => {
  now = START;
  database = new TokenDatabase({ path: undefined, log: new TestLog(), now: () => now });
  auth = new TokenAuth({ shared: new SharedToken(SECRET), database, now: () => now });
});

afterEach(() => database.close());

const make = (label: string, rest: object = {}) => database.make().create(NewToken.parse({ label, ...rest })).token;
const ask = (token: string) => auth.authenticate(`Bearer ${token}`);

function grantOf(token: string): Grant {
  const { grant } = ask(token);
  if (grant === undefined) throw new Error('the token was refused');
  return grant;
}

describe('the shared token', () => {
  it('is the owner’s, and lasts', () => {
    expect(ask(SECRET).grant).toMatchObject({ tokenId: undefined, scope: { admin: true }, endsAt: Infinity });
    expect(auth.authenticate(`bearer  ${SECRET} `).grant).toBeDefined();
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'the-right-token-0123',
    'Basic the-right-token-0123',
    'Bearer the-right-token-012',
    'Bearer the-right-token-0123 x',
  ])('refuses %j', (authorization) => {
    expect(auth.authenticate(authorization).end?.code).toBe('token-unknown');
  });
});

describe('tokens of the database', () => {
  it('gives each its scope', () => {
    const token = make('blog', { scope: { names: ['blog'] } });
    expect(ask(token).grant).toMatchObject({ scope: { names: ['blog'] }, endsAt: Infinity });
    expect(grantOf(token).tokenId).toBe(database.store?.list()[0]?.id);
  });

  it('names a mistyped one as such', () => {
    const token = make('blog');
    expect(ask(`${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`).end?.message).toContain('mistyped');
    expect(ask(token.slice(0, -1)).end?.message).toContain('not whole');
  });

  it('expires on the millisecond', () => {
    const token = make('guest', { expiresAt: new Date(START + 1000).toISOString() });
    now = START + 999;
    const grant = grantOf(token);
    expect(grant.endsAt).toBe(START + 1000);
    now = START + 1000;
    expect(ask(token).end).toEqual({
      code: 'token-expired',
      message: 'This token expired on 3 May 2026, 14:02 UTC: ask the owner of the exit server for a new one.',
    });
    expect(auth.again(grant).end?.code).toBe('token-expired');
  });

  it('knows when one was revoked', () => {
    const token = make('guest');
    const grant = grantOf(token);
    expect(auth.again(grant).grant).toEqual(grant);
    database.make().revoke('guest');
    expect(auth.again(grant).end).toMatchObject({
      code: 'token-revoked',
      message: expect.stringContaining('3 May 2026'),
    });
  });

  it('takes both secrets during a rotation, and the new one only behind it', () => {
    const old = make('laptop', { expiresAt: new Date(START + 90_000).toISOString() });
    const { token } = database.make().rotate('laptop', 60_000);
    expect(grantOf(old).endsAt).toBe(START + 60_000);
    expect(grantOf(token).endsAt).toBe(START + 90_000);
    now += 60_000;
    expect(ask(old).end).toMatchObject({
      code: 'token-replaced',
      message: expect.stringContaining('enter the new one'),
    });
    expect(ask(token).grant).toBeDefined();
  });

  it('ends what vanished from the database as if it was revoked', () => {
    const grant = { ...grantOf(make('guest')), hash: Buffer.alloc(32) };
    expect(auth.again(grant).end?.code).toBe('token-revoked');
  });
});

describe('files that change', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'porthole-auth-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads the token file again, and keeps the old token while it cannot be read', () => {
    const path = join(folder, 'token');
    const log = new TestLog();
    let content: string | undefined = 'first-secret-0123';
    const read = () => {
      if (content === undefined) throw new Error('the token file is empty');
      return content;
    };
    writeFileSync(path, '1');
    const shared = new SharedToken('first-secret-0123', { path, read }, log);
    auth = new TokenAuth({ shared });
    expect(auth.refresh()).toBe(false);
    content = undefined;
    writeFileSync(path, '22');
    expect(auth.refresh()).toBe(false);
    expect(log.lines.map(({ message }) => message)).toEqual([
      'the token of before still counts: the token file is empty',
    ]);
    expect(ask('first-secret-0123').grant).toBeDefined();
    content = 'second-secret-0123';
    writeFileSync(path, '333');
    expect(auth.refresh()).toBe(true);
    expect(auth.refresh()).toBe(false);
    expect(ask('second-secret-0123').grant).toBeDefined();
    expect(ask('first-secret-0123').end?.code).toBe('token-unknown');
  });

  it('finds a database that is made, changed, put elsewhere and damaged while the server runs', () => {
    const path = join(folder, 'data', 'tokens.sqlite');
    const log = new TestLog();
    const running = new TokenDatabase({ path, log });
    auth = new TokenAuth({ database: running });
    expect(auth.refresh()).toBe(true);
    expect(auth.refresh()).toBe(false);
    const command = new TokenDatabase({ path, log });
    const { token } = command.make().create(NewToken.parse({ label: 'one' }));
    expect(ask(token).end?.code).toBe('token-unknown');
    expect(auth.refresh()).toBe(true);
    expect(ask(token).grant).toBeDefined();
    expect(auth.refresh()).toBe(false);
    command.store?.revoke('one');
    expect(auth.refresh()).toBe(true);
    expect(ask(token).end?.code).toBe('token-revoked');
    command.close();
    running.touched();
    expect(auth.refresh()).toBe(true);
    rmSync(join(folder, 'data'), { recursive: true });
    expect(auth.refresh()).toBe(true);
    expect(ask(token).end?.code).toBe('token-unknown');
    mkdirSync(join(folder, 'data'));
    writeFileSync(path, 'no database '.repeat(400));
    expect(auth.refresh()).toBe(false);
    expect(running.problem).toContain('cannot be used');
    expect(() => ask(token)).toThrow('cannot be used');
    auth.refresh();
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    rmSync(path);
    expect(auth.refresh()).toBe(true);
    expect(running.problem).toBeUndefined();
  });
});
