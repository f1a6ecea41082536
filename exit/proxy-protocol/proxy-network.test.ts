import { describe, expect, it } from 'vitest';
import { ProxyNetwork } from './proxy-network.ts';

describe('ProxyNetwork', () => {
  it.each([
    ['10.0.0.5', '10.0.0.5', '10.0.0.6'],
    ['10.0.0.0/8', '10.255.0.1', '11.0.0.0'],
    ['::ffff:10.0.0.5', '10.0.0.5', '10.0.0.6'],
    ['fd00::/8', 'fd12::1', 'fe80::1'],
    ['::1', '::1', '127.0.0.1'],
    ['0.0.0.0/0', '192.0.2.7', '::1'],
  ])('%s has %s, and not %s', (text, inside, outside) => {
    const network = ProxyNetwork.parse(text);
    expect(network?.text).toBe(text);
    expect(network?.has(inside)).toBe(true);
    expect(network?.has(outside)).toBe(false);
  });

  it('knows when it is everybody', () => {
    expect(ProxyNetwork.parse('::/0')?.everybody).toBe(true);
    expect(ProxyNetwork.parse('10.0.0.0/8')?.everybody).toBe(false);
  });

  it.each([
    '',
    'proxy.test',
    '10.0.0.0/33',
    '10.0.0/8',
    'fd00::/129',
    '10.0.0.5:80',
    '[::1]',
    'fe80::1%eth0',
    '10.0.0.0/',
  ])('does not read %j', (text) => expect(ProxyNetwork.parse(text)).toBeUndefined());
});
