import { describe, expect, test } from 'vitest';
import { FieldNames } from './field-names.ts';

describe('a set of field names', () => {
  const names = new FieldNames(['cookie', 'x-real-ip']);

  test('knows a name in any case', () => {
    expect(['Cookie', 'COOKIE', 'cookies', 'X-Real-IP', 'x_real_ip', ''].map((name) => names.has(name))).toEqual([
      true,
      true,
      false,
      true,
      false,
      false,
    ]);
    expect([6, 7, 9].map((length) => names.mayHave(length))).toEqual([true, false, true]);
  });

  test('RFC 3875 §4.1.18: knows both spellings where that is asked for', () => {
    const loose = new FieldNames(['x-real_ip'], true);
    expect(['X-Real-IP', 'x_real_ip', 'x-real_ip', 'xrealip'].map((name) => loose.has(name))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('is joined to another one, each with its own way to compare', () => {
    const both = names.or(new FieldNames(['x-user'], true));
    expect(['cookie', 'X_User', 'x-user', 'x_real_ip'].map((name) => both.has(name))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(names.or(undefined)).toBe(names);
    expect(new FieldNames([]).isEmpty).toBe(true);
  });
});
