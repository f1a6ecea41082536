import { expect, test } from 'vitest';
import { getField, getFields, isFieldName } from './fields.ts';
import { isIdempotent } from './is-idempotent.ts';

const FIELDS = ['Set-Cookie', 'a', 'X', '', 'set-COOKIE', 'b'];

test('finds fields whatever their case (RFC 9110 §5.1)', () => {
  expect(getField(FIELDS, 'set-cookie')).toBe('a');
  expect(getField(FIELDS, 'x')).toBe('');
  expect(getField(FIELDS, 'y')).toBeUndefined();
  expect(getFields(FIELDS, 'set-cookie')).toEqual(['a', 'b']);
});

test('does not take other characters for letters of another case', () => {
  expect(isFieldName('X@', 'x`')).toBe(false);
  expect(isFieldName('a^', 'a~')).toBe(false);
  expect(isFieldName('A-B', 'a-b')).toBe(true);
});

test('knows the idempotent methods (RFC 9110 §9.2.2)', () => {
  expect(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'].every(isIdempotent)).toBe(true);
  expect(['POST', 'PATCH', 'CONNECT', 'get', 'PROPFIND'].some(isIdempotent)).toBe(false);
});
