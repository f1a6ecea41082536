import { describe, expect, it } from 'vitest';
import { parseAddress, visitorKey } from './visitor-key.ts';

describe('visitorKey', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0000:ffff::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
  ])('of %s is %s', (address, key) => {
    expect(visitorKey(address)).toBe(key);
  });

  it('tells networks apart', () => {
    expect(visitorKey('2001:db8:0:1::1')).not.toBe(visitorKey('2001:db8:0:2::1'));
  });
});

describe('parseAddress', () => {
  it.each([
    [' 203.0.113.9 ', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
  ])('reads %j as %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  it.each(['', 'unknown', '_hidden', '1.2.3', '1.2.3.4.5', '[::1', 'example.com', '1.2.3.4:x', '::1::'])(
    'takes %j for no address',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );
});
