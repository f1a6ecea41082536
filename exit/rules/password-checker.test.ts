import { describe, expect, it } from 'vitest';
import { formatPasswordHash } from '../../shared/rules/password-hash.ts';
import { type Derive, PasswordChecker } from './password-checker.ts';

const hashOf = (password: string) =>
  formatPasswordHash({
    cost: 2 ** 14,
    blockSize: 8,
    parallelization: 1,
    salt: 's'.repeat(22),
    hash: Buffer.from(password.padEnd(32, '.')).toString('base64url'),
  });

/** A checker whose derivations, which give the password itself, end when the test lets them. */
function checker() {
  const running: (() => void)[] = [];
  let now = 0;
  const derive: Derive = (password, _salt, bytes, _options, done) => {
    running.push(() => done(null, Buffer.from(password.padEnd(bytes, '.'))));
  };
  const passwords = new PasswordChecker(derive, () => now);
  return {
    running,
    check: (hash: string, password: string, begin = () => true) => passwords.check(hash, password, begin),
    pass: (ms: number) => {
      now += ms;
    },
    finish: async (count = running.length) => {
      for (const end of running.splice(0, count)) end();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('PasswordChecker', () => {
  it('finds a password out once, and remembers it for ten minutes', async () => {
    const { check, finish, running, pass } = checker();
    const [first, second] = [check(hashOf('right'), 'right'), check(hashOf('right'), 'right')];
    expect(running).toHaveLength(1);
    await finish();
    expect(await first).toBe(true);
    expect(await second).toBe(true);
    expect(check(hashOf('right'), 'right')).toBe(true);
    pass(600_000);
    expect(check(hashOf('right'), 'right')).toBeInstanceOf(Promise);
    await finish();
  });

  it('remembers nothing that is wrong, and nothing of another hash', async () => {
    const { check, finish, running } = checker();
    const wrong = check(hashOf('right'), 'wrong');
    await finish();
    expect(await wrong).toBe(false);
    void check(hashOf('right'), 'wrong');
    void check(hashOf('right'), 'right');
    await finish();
    void check(hashOf('other'), 'right');
    expect(running).toHaveLength(1);
    await finish();
  });

  it('runs two at once, lets 64 wait, and is busy for more', async () => {
    const { check, finish, running } = checker();
    const checks = Array.from({ length: 66 }, (_, index) => check(hashOf('right'), `${index}`));
    expect(running).toHaveLength(2);
    expect(check(hashOf('right'), 'one more')).toBe('busy');
    while (running.length > 0) {
      expect(running.length).toBeLessThanOrEqual(2);
      await finish(1);
    }
    expect(new Set(await Promise.all(checks))).toEqual(new Set([false]));
    expect(check(hashOf('right'), 'again')).toBeInstanceOf(Promise);
    await finish();
  });

  it('finds nothing out where that must not be', async () => {
    const { check, running } = checker();
    expect(check(hashOf('right'), 'right', () => false)).toBe('refused');
    expect(running).toEqual([]);
    expect(await check('no hash', 'right')).toBe(false);
  });
});
