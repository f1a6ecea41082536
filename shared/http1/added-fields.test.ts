import { expect, test } from 'vitest';
import { AddedFields } from './added-fields.ts';

test('added fields are lines of their own, in order', () => {
  expect(new AddedFields(['A', '1', 'b', '']).lines).toBe('A: 1\r\nb: \r\n');
  expect(AddedFields.none.lines).toBe('');
});

test.each([[['X', 'a\rb']], [['X\n', 'a']], [['X', 'a\0']]])('%j cannot become another line', (list) => {
  expect(() => new AddedFields(list)).toThrow(TypeError);
});
