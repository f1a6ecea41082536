import { describe, expect, it } from 'vitest';
import { formatPasswordHash, parsePasswordHash } from './password-hash.ts';
import { hasRules, MAX_RULES_BYTES, NO_RULES, TunnelRules } from './tunnel-rules.ts';
import { unfitRule } from './unfit-rule.ts';

const HASH = formatPasswordHash({
  cost: 2 ** 14,
  blockSize: 8,
  parallelization: 5,
  salt: 's'.repeat(22),
  hash: 'h'.repeat(43),
});

/** The path of what is wrong; undefined where nothing is. */
function wrong(rules: object): string | undefined {
  return TunnelRules.safeParse(rules).error?.issues[0]?.path.join('.');
}

describe('TunnelRules', () => {
  it('are none where nothing is said', () => {
    expect(TunnelRules.parse({})).toEqual(NO_RULES);
    expect(hasRules(NO_RULES)).toBe(false);
    expect(hasRules({ ...NO_RULES, idleMinutes: 5 })).toBe(true);
  });

  it.each<[string, object, string | undefined]>([
    ['an account', { basicAuth: [{ user: 'ada', passwordHash: HASH }] }, undefined],
    ['a user with a colon', { basicAuth: [{ user: 'a:b', passwordHash: HASH }] }, 'basicAuth.0.user'],
    ['a password in clear', { basicAuth: [{ user: 'ada', passwordHash: 'secret' }] }, 'basicAuth.0.passwordHash'],
    ['a user twice', { basicAuth: [HASH, HASH].map((passwordHash) => ({ user: 'a', passwordHash })) }, 'basicAuth.1'],
    ['addresses', { allow: ['192.0.2.7', '2001:db8::/32'], deny: ['192.0.2.0/24'] }, undefined],
    ['a range that is too long', { deny: ['192.0.2.0/33'] }, 'deny.0'],
    ['a name for an address', { allow: ['example.com'] }, 'allow.0'],
    ['a rate of nothing', { requestsPerSecond: 0 }, 'requestsPerSecond'],
    ['a header', { requestHeaders: [{ act: 'set', name: 'X-Team', value: 'blue' }] }, undefined],
    ['a header that frames', { requestHeaders: [{ act: 'remove', name: 'Content-Length' }] }, 'requestHeaders.0.name'],
    [
      'a header in two lines',
      { responseHeaders: [{ act: 'add', name: 'A', value: 'b\r\nc' }] },
      'responseHeaders.0.value',
    ],
    ['a route', { routes: [{ path: '/api', upstream: 'http://127.0.0.1:4000', stripPrefix: true }] }, undefined],
    ['a route upwards', { routes: [{ path: '/a/..', upstream: 'http://a:1', stripPrefix: true }] }, 'routes.0.path'],
    ['a route in code', { routes: [{ path: '/%61', upstream: 'http://a:1', stripPrefix: true }] }, 'routes.0.path'],
    [
      'a route twice',
      { routes: [1, 2].map((port) => ({ path: '/a', upstream: `http://a:${port}`, stripPrefix: false })) },
      'routes.1',
    ],
    ['minutes in part', { idleMinutes: 0.5 }, 'idleMinutes'],
  ])('%s', (_what, rules, path) => expect(wrong(rules)).toBe(path));

  it('fit into one message of the wire, in whatever letters', () => {
    const account = (user: string) => ({ user, passwordHash: HASH });
    const users = (letter: string) => Array.from({ length: 32 }, (_, index) => account(letter.repeat(120) + index));
    const long = { act: 'set', name: 'X-Long', value: 'x'.repeat(2_000) };
    const many = { basicAuth: users('a'), requestHeaders: Array(10).fill(long) };
    expect(new TextEncoder().encode(JSON.stringify(TunnelRules.parse(many))).length).toBeLessThan(MAX_RULES_BYTES);
    expect(TunnelRules.safeParse({ ...many, basicAuth: users('日') }).success).toBe(false);
  });
});

describe('a password hash', () => {
  it('is read as it was written', () => {
    expect(formatPasswordHash(parsePasswordHash(HASH) as NonNullable<ReturnType<typeof parsePasswordHash>>)).toBe(HASH);
  });

  it.each([
    ['costs too little', HASH.replace('$14$', '$13$')],
    ['takes too much memory', HASH.replace('$14$8$', '$17$8$')],
    ['takes too long', HASH.replace('$8$5$', '$8$99$')],
    ['has no block', HASH.replace('$8$5$', '$0$5$')],
    ['is of another kind', HASH.replace('scrypt', 'bcrypt')],
  ])('%s', (_why, text) => expect(parsePasswordHash(text)).toBeUndefined());
});

describe('unfitRule', () => {
  const rules = (part: Partial<TunnelRules>): TunnelRules => ({ ...NO_RULES, ...part });
  it.each<[Parameters<typeof unfitRule>[0], Partial<TunnelRules>, string | undefined]>([
    ['http', { maxBodyBytes: 5, allow: ['192.0.2.1'] }, undefined],
    [
      'tcp',
      { allow: ['192.0.2.1'], deny: ['192.0.2.2'], requestsPerSecond: 1, expiresAt: 1, idleMinutes: 1 },
      undefined,
    ],
    ['tcp', { maxBodyBytes: 5 }, 'maxBodyBytes'],
    ['tls', { bearer: [{ id: 'a', label: '', hash: 'h'.repeat(43), last4: '' }] }, 'bearer'],
    ['private', { idleMinutes: 5 }, undefined],
    ['private', { allow: ['192.0.2.1'] }, 'allow'],
    ['forward', {}, undefined],
    ['forward', { expiresAt: 1 }, 'expiresAt'],
  ])('%s with %j', (kind, part, field) => expect(unfitRule(kind, rules(part))?.field).toBe(field));
});
