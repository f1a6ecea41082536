import { expect, it } from 'vitest';
import { writeTrailers } from './write-trailers.ts';

it('ends a chunked body with the trailers that may be there', () => {
  expect(writeTrailers([]).toString()).toBe('0\r\n\r\n');
  const fields = [
    'x-sum',
    '7',
    'content-length',
    '5',
    'transfer-encoding',
    'chunked',
    'x',
    'a\r\nhost: b',
    'host',
    'c',
  ];
  expect(writeTrailers(fields).toString()).toBe('0\r\nx-sum: 7\r\n\r\n');
});
