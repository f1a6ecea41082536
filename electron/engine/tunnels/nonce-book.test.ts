import { expect, it } from 'vitest';
import { NonceBook } from './nonce-book.ts';

it('knows its own nonces until they are forgotten, and no others', () => {
  const book = new NonceBook();
  const nonce = book.issue();
  const other = book.issue();
  expect(nonce).toMatch(/^[0-9a-f]{32}$/);
  expect(other).not.toBe(nonce);
  expect([book.has(nonce), book.has(other), book.has(''), book.has(nonce.toUpperCase())]).toEqual([
    true,
    true,
    false,
    /^\d+$/.test(nonce),
  ]);
  book.forget(nonce);
  expect([book.has(nonce), book.has(other)]).toEqual([false, true]);
});

it('knows the addresses of its own probes while they are under way', () => {
  const book = new NonceBook();
  const forget = book.expectAddress('203.0.113.9:50000');
  expect(book.hasAddress('203.0.113.9:50000')).toBe(true);
  expect(book.hasAddress('203.0.113.9:50001')).toBe(false);
  forget();
  expect(book.hasAddress('203.0.113.9:50000')).toBe(false);
});
