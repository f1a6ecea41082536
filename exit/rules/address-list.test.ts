import { describe, expect, it } from 'vitest';
import { AddressList } from './address-list.ts';

describe('AddressList', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.0/25', '192.0.2.127', true],
    ['192.0.2.0/25', '192.0.2.128', false],
    ['192.0.2.99/24', '192.0.2.1', true],
    ['0.0.0.0/0', '198.51.100.1', true],
    ['2001:DB8::7', '2001:db8:0:0::7', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['::/0', '2001:db8::1', true],
    // One family says nothing of the other.
    ['::/0', '192.0.2.7', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::ffff:192.0.2.7', '192.0.2.7', true],
    ['::ffff:192.0.2.0/120', '192.0.2.7', true],
    ['::ffff:192.0.2.0/120', '192.0.3.7', false],
    ['::/64', '192.0.2.7', false],
    // A visitor that was gone before it was looked at.
    ['0.0.0.0/0', 'unknown', false],
  ])('%s and %s: %s', (range, address, is) => expect(new AddressList([range]).has(address)).toBe(is));

  it('is in any of its ranges', () => {
    const list = new AddressList(['192.0.2.0/24', '2001:db8::/32', '203.0.113.9']);
    expect(['192.0.2.1', '2001:db8::1', '203.0.113.9'].map((address) => list.has(address))).toEqual([true, true, true]);
    expect(list.has('203.0.113.10')).toBe(false);
    expect(new AddressList([]).has('192.0.2.1')).toBe(false);
  });
});
