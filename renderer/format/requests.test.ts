import { describe, expect, it } from 'vitest';
import { bodyLook } from './body-look.ts';
import { decodeBase64, encodeBase64 } from './decode-base64.ts';
import { fieldLines, readFieldLines } from './field-lines.ts';
import { hexLines } from './hex-lines.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('bodyLook', () => {
  it('begins with JSON where it is JSON, and indents it', () => {
    expect(bodyLook(bytes('{"a":[1]}'), 'text/plain', false)).toMatchObject({
      modes: ['json', 'text', 'hex'],
      json: '{\n  "a": [\n    1\n  ]\n}',
    });
  });

  it('shows an image, unless it was cut', () => {
    expect(bodyLook(Uint8Array.of(0x89, 0), 'image/png', false).modes).toEqual(['image', 'hex']);
    expect(bodyLook(Uint8Array.of(0x89, 0), 'image/png', true).modes).toEqual(['hex']);
  });

  it('shows text that was cut within a character without it, and bytes as bytes', () => {
    expect(bodyLook(bytes('Grüße').subarray(0, 3), undefined, true).text).toBe('Gr');
    expect(bodyLook(bytes('Grüße').subarray(0, 3), undefined, false).modes).toEqual(['hex']);
    expect(bodyLook(Uint8Array.of(65, 0), undefined, false).modes).toEqual(['hex']);
  });
});

it('writes bytes in hexadecimal', () => {
  expect(hexLines(bytes('Hello, wide world\n'))).toBe(
    '00000000  48 65 6c 6c 6f 2c 20 77  69 64 65 20 77 6f 72 6c  Hello, wide worl\n' +
      '00000010  64 0a                                             d.',
  );
});

it('reads and writes base64', () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(decodeBase64(encodeBase64(all))).toEqual(all);
});

describe('lines of fields', () => {
  const fields: [string, string | null][] = [
    ['Accept', '*/*'],
    ['Authorization', null],
    ['X-Empty', ''],
  ];

  it('leave masked values to be filled in, and are left out where that was not done', () => {
    expect(fieldLines(fields)).toBe('Accept: */*\nAuthorization: \nX-Empty: ');
    const read = readFieldLines('Accept: */*\nAuthorization: \nX-Empty: \n\n', ['Authorization']);
    expect(read).toEqual({
      fields: [
        ['Accept', '*/*'],
        ['X-Empty', ''],
      ],
    });
    expect(readFieldLines('authorization: Bearer a:b', ['Authorization'])).toEqual({
      fields: [['authorization', 'Bearer a:b']],
    });
  });

  it('say which line is none', () => {
    expect(readFieldLines('Accept: */*\nnonsense', []).wrong).toContain('Line 2');
  });
});
