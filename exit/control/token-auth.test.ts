import { expect, it } from 'vitest';
import { TokenAuth } from './token-auth.ts';

it('accepts exactly the token as a Bearer credential', () => {
  const auth = new TokenAuth('the-right-token-0123');
  expect(auth.accepts('Bearer the-right-token-0123')).toBe(true);
  expect(auth.accepts('bearer  the-right-token-0123 ')).toBe(true);
});

it.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'the-right-token-0123',
  'Basic the-right-token-0123',
  'Bearer the-right-token-012',
  'Bearer the-right-token-0123 x',
])('refuses %j', (authorization) => {
  expect(new TokenAuth('the-right-token-0123').accepts(authorization)).toBe(false);
});
