import { describe, expect, it } from 'vitest';
import { ForwardPattern } from './forward-pattern.ts';
import { parseForwardTarget } from './forward-target.ts';

function covers(pattern: string, target: string): boolean {
  const parsed = parseForwardTarget(target);
  if (parsed === undefined) throw new Error(`${target} is no target`);
  return ForwardPattern.parse(pattern)?.covers(parsed) ?? false;
}

describe('ForwardPattern', () => {
  it.each([
    ['db:5432', 'DB.:5432'],
    ['DB.example.com:5432', 'db.example.com:5432'],
    ['*.example.com:5432', 'a.b.example.com:5432'],
    ['10.0.0.5:5432', '10.0.0.5:5432'],
    ['10.0.0.5:5432', '[::ffff:10.0.0.5]:5432'],
    ['10.0.0.0/8:*', '10.255.1.2:1'],
    ['10.0.0.0/8:*', '[::ffff:a01:203]:65535'],
    ['[fd00::1]:22', '[FD00:0::1]:22'],
    ['[fd00::/8]:20-25', '[fdff::1]:25'],
    ['localhost:80', 'localhost:80'],
  ])('%s covers %s', (pattern, target) => {
    expect(covers(pattern, target)).toBe(true);
  });

  it.each([
    ['db:5432', 'db:5433'],
    ['db:5432', 'db.example.com:5432'],
    ['*.example.com:5432', 'example.com:5432'],
    ['*.example.com:5432', 'evilexample.com:5432'],
    ['10.0.0.5:5432', '10.0.0.50:5432'],
    ['10.0.0.0/8:*', '11.0.0.1:5432'],
    // A name is not looked up to see whether it is in the network.
    ['10.0.0.0/8:*', 'db:5432'],
    ['[fd00::/8]:20-25', '[fd00::1]:26'],
    ['[fd00::/8]:20-25', '10.0.0.1:22'],
    ['localhost:80', '127.0.0.1:80'],
  ])('%s does not cover %s', (pattern, target) => {
    expect(covers(pattern, target)).toBe(false);
  });

  it.each([
    'db',
    'db:0',
    'db:65536',
    'db:9-8',
    '*:5432',
    '*.*:1',
    '*:*',
    'a*.example.com:1',
    '10.0.0.0/33:1',
    '[::/129]:1',
    '10.0.0:1',
    '[10.0.0.1]:1',
    'a b:1',
    ':1',
    '::1:1',
    '0x7f.1:1',
  ])('%s is no pattern', (text) => {
    expect(ForwardPattern.parse(text)).toBeUndefined();
  });
});

describe('parseForwardTarget', () => {
  it.each([
    'db',
    'db:0',
    'db:65536',
    ':1',
    '[fe80::1%eth0]:1',
    '127.1:80',
    '2130706433:80',
    '0x7f000001:80',
    'a..b:1',
    '-a:1',
    `${'a'.repeat(64)}:1`,
  ])('%s is no target', (text) => {
    expect(parseForwardTarget(text)).toBeUndefined();
  });
});
