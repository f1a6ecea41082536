import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkToken, formatAccessToken } from './access-token.ts';

const PATTERN = /^ph_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/;

describe('formatAccessToken', () => {
  it('writes the example of docs/protocol.md', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
    expect(formatAccessToken(bytes)).toBe('ph_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf_2L8BQ2');
  });

  it('gives every 256 bits a token of its own that checks', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const token = formatAccessToken(one);
        expect(token).toMatch(PATTERN);
        expect(checkToken(token)).toBeUndefined();
        expect(formatAccessToken(other) === token).toBe(Buffer.compare(one, other) === 0);
      }),
    );
    expect(formatAccessToken(new Uint8Array(32).fill(255))).toMatch(PATTERN);
  });

  it('has the CRC-32 that zlib computes', () => {
    const token = formatAccessToken(randomBytes(32));
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const checksum = [...token.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
    expect(checksum).toBe(crc32(token.slice(0, -7)));
  });

  it('refuses another number of bytes', () => {
    expect(() => formatAccessToken(new Uint8Array(31))).toThrow(RangeError);
  });
});

describe('checkToken', () => {
  const token = formatAccessToken(randomBytes(32));

  it('finds any single character that is wrong, and any two that are swapped', () => {
    for (let at = 3; at < token.length; at++) {
      const wrong = token.charAt(at) === 'x' ? 'y' : 'x';
      expect(checkToken(token.slice(0, at) + wrong + token.slice(at + 1))).toMatch(/mistyped/);
      const [one = '', other = ''] = token.slice(at - 1, at + 1);
      if (at > 3 && one !== other) {
        expect(checkToken(token.slice(0, at - 1) + other + one + token.slice(at + 1))).toMatch(/mistyped/);
      }
    }
  });

  it.each([token.slice(0, -1), `${token}x`, 'ph_', 'ph_short'])('says that %j is not whole', (part) => {
    expect(checkToken(part)).toContain(`it has ${part.length} characters instead of 53`);
  });

  it('never repeats the token', () => {
    expect(checkToken(`${token.slice(0, -1)}!`)).not.toContain(token.slice(3, 10));
  });

  it('knows nothing about secrets of other makers', () => {
    expect(checkToken('a-token-of-a-token-file')).toBeUndefined();
  });
});
