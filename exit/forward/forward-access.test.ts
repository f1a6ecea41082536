import { describe, expect, it } from 'vitest';
import { ForwardAccess } from './forward-access.ts';
import { ForwardPattern } from './forward-pattern.ts';
import { parseForwardTarget } from './forward-target.ts';

const ASKER = { remoteAddress: '192.0.2.1:1', grant: { scope: {} } };

function access(...patterns: string[]): ForwardAccess {
  return new ForwardAccess(
    patterns.map((text) => ForwardPattern.parse(text)).filter((pattern) => pattern !== undefined),
  );
}

function ask(rules: ForwardAccess, target: string) {
  const parsed = parseForwardTarget(target);
  if (parsed === undefined) throw new Error(`${target} is no target`);
  return rules.mayForward(ASKER, parsed);
}

describe('mayForward', () => {
  it('keeps to what the token of the client allows, for private services too', () => {
    const access = new ForwardAccess([]);
    const target = parseForwardTarget('db.internal:5432');
    if (target === undefined) throw new Error('no target');
    const asker = (forward: string[]) => ({ ...ASKER, grant: { scope: { forward } } });
    expect(access.mayForward(asker(['db.internal:*']), target)).toEqual({ kind: 'service', name: 'db' });
    expect(access.mayForward(asker(['web.internal:*']), target)).toEqual({
      kind: 'refused',
      message: 'This token may forward to web.internal:*; not to db.internal:5432.',
    });
  });

  it('allows nothing but private services by itself, and says what the operator must add', () => {
    const message =
      'The exit server does not allow forwarding to db:5432: its operator must add --allow-forward db:5432.';
    expect(ask(access(), 'db:5432')).toEqual({ kind: 'refused', message });
    expect(ask(access(), '[::1]:22')).toMatchObject({ message: expect.stringContaining('--allow-forward [::1]:22.') });
    expect(ask(access(), 'db.internal:1')).toEqual({ kind: 'service', name: 'db' });
    expect(ask(access(), 'a.db.internal:1').kind).toBe('refused');
  });

  it('leaves NAME.internal to clients under a suffix, and to the operator who names it', () => {
    expect(ask(access('*.internal:*'), 'db.internal:5432').kind).toBe('service');
    expect(ask(access('*.internal:*'), 'a.db.internal:5432').kind).toBe('address');
    const named = access('db.internal:5432');
    expect(ask(named, 'db.internal:5432').kind).toBe('address');
    expect(ask(named, 'db.internal:5433').kind).toBe('refused');
    expect(ask(named, 'web.internal:1')).toEqual({ kind: 'service', name: 'web' });
    expect([named.reserves('db'), named.reserves('web')]).toEqual([true, false]);
  });
});

describe('mayConnect', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.1',
    '0.0.0.0',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    'fe80::1',
    'febf::1',
    'ff02::1',
    'fd00:ec2::254',
    'FD00:0EC2:0::0254',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::1',
  ])('guards %s against names and networks', (address) => {
    expect(access('db:80', '0.0.0.0/0:*', '[::/0]:*', '*.example.com:*').mayConnect(address, 80)).toBe(false);
  });

  it.each(['10.0.0.5', '192.168.1.1', '8.8.8.8', 'fd00::1', '2606:4700::1111', '::ffff:10.0.0.5'])(
    'passes %s',
    (address) => {
      expect(access().mayConnect(address, 80)).toBe(true);
    },
  );

  it('reaches a guarded address that is named by itself, on its port', () => {
    const named = access('169.254.169.254:80', '[::1]:22', 'localhost:8080');
    expect(named.mayConnect('169.254.169.254', 80)).toBe(true);
    expect(named.mayConnect('::ffff:169.254.169.254', 80)).toBe(true);
    expect(named.mayConnect('169.254.169.254', 81)).toBe(false);
    expect(named.mayConnect('0:0:0:0:0:0:0:1', 22)).toBe(true);
    expect(named.mayConnect('127.0.0.1', 8080)).toBe(true);
    // "localhost" means loopback and nothing else, whatever the hosts file says.
    expect(access('localhost:80').mayConnect('169.254.169.254', 80)).toBe(false);
  });
});
