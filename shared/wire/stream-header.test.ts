import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from './protocol-error.ts';
import { encodeStreamHeader, type StreamHeader, StreamHeaderReader } from './stream-header.ts';

describe('stream header', () => {
  it('has its bytes', () => {
    const header = encodeStreamHeader({ kind: 'http', tunnelId: 0x01020304, visitor: '192.0.2.7:80' });
    expect(header.toString('hex')).toBe(
      `0012${'01'}${'01020304'}${'0c'}${Buffer.from('192.0.2.7:80').toString('hex')}`,
    );
    expect(encodeStreamHeader({ kind: 'tcp', tunnelId: 0xffffffff, visitor: '' }).toString('hex')).toBe(
      '000602ffffffff00',
    );
  });

  it('is read whole with what follows, however it is cut', () => {
    const header = fc.record<StreamHeader>({
      kind: fc.constantFrom('http', 'tcp'),
      tunnelId: fc.nat(0xffffffff),
      visitor: fc.oneof(
        fc.ipV4(),
        fc.ipV6().map((ip) => `[${ip}]:443`),
      ),
    });
    fc.assert(
      fc.property(header, fc.uint8Array(), fc.integer({ min: 1, max: 50 }), (wanted, payload, size) => {
        const bytes = Buffer.concat([encodeStreamHeader(wanted), payload]);
        const reader = new StreamHeaderReader();
        for (let at = 0; at < bytes.length; at += size) {
          const found = reader.push(bytes.subarray(at, at + size));
          if (!found) continue;
          expect(found.header).toEqual(wanted);
          expect(Buffer.concat([found.rest, bytes.subarray(at + size)])).toEqual(Buffer.from(payload));
          return;
        }
        expect.unreachable();
      }),
    );
  });

  it('may be longer in a later version', () => {
    const bytes = Buffer.from('0009' + '01' + '00000005' + '01' + '41' + 'ffff' + 'aabb', 'hex');
    const found = new StreamHeaderReader().push(bytes);
    expect(found?.header).toEqual({ kind: 'http', tunnelId: 5, visitor: 'A' });
    expect(found?.rest.toString('hex')).toBe('aabb');
  });

  it.each([
    ['too short', '0005' + '01' + '00000005'],
    ['too long', '0201'],
    ['an unknown kind', '0006' + '03' + '00000005' + '00'],
    ['a visitor beyond its end', '0006' + '01' + '00000005' + '01' + '41'],
    ['a visitor with a line break', '0007' + '01' + '00000005' + '01' + '0a'],
  ])('refuses %s', (_name, hex) => {
    expect(() => new StreamHeaderReader().push(Buffer.from(hex, 'hex'))).toThrow(ProtocolError);
  });

  it('throws nothing but ProtocolError, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1 })), (chunks) => {
        const reader = new StreamHeaderReader();
        try {
          for (const chunk of chunks) if (reader.push(Buffer.from(chunk))) return;
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });

  it('refuses to write what it would not read', () => {
    expect(() => encodeStreamHeader({ kind: 'tcp', tunnelId: 1, visitor: 'a b' })).toThrow(RangeError);
    expect(() => encodeStreamHeader({ kind: 'tcp', tunnelId: 1, visitor: 'a'.repeat(65) })).toThrow(RangeError);
    expect(() => encodeStreamHeader({ kind: 'tcp', tunnelId: -1, visitor: '' })).toThrow(RangeError);
  });
});
