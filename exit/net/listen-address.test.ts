import { describe, expect, it } from 'vitest';
import { dialableHost, parseListenAddress } from './listen-address.ts';

describe('parseListenAddress', () => {
  it.each([
    ['0.0.0.0:8123', '0.0.0.0', 8123],
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['[::]:8000', '::', 8000],
    ['[::1]:65535', '::1', 65535],
    ['localhost:80', 'localhost', 80],
    [':8000', '0.0.0.0', 8000],
  ])('reads %s', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    '8000',
    'localhost',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '::1:80',
    '[127.0.0.1]:80',
    'a b:80',
    '1.2.3.4:8o',
    '[::1:80',
  ])('refuses %j', (text) => {
    expect(parseListenAddress(text)).toBeUndefined();
  });
});

describe('dialableHost', () => {
  it('turns unspecified addresses into loopback', () => {
    expect(dialableHost('0.0.0.0')).toBe('127.0.0.1');
    expect(dialableHost('::')).toBe('::1');
    expect(dialableHost('192.0.2.7')).toBe('192.0.2.7');
  });
});
