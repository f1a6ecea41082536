import { expect, it } from 'vitest';
import { clearWarning } from './clear-warning.ts';

it.each([
  'ws://exit.example.com:8123',
  'http://203.0.113.9',
  'ws://[2001:db8::7]:8123',
  'WS://localhost.example.com',
  'ws://127.example.com',
])('warns of %s', (url) => {
  expect(clearWarning(url)).toContain('in the clear');
});

it.each([
  'wss://exit.example.com',
  'https://203.0.113.9',
  'ws://localhost:8123',
  'http://127.0.0.1:8123/status',
  'ws://[::1]:8123',
  'ws://blog.localhost',
])('says nothing of %s', (url) => {
  expect(clearWarning(url)).toBeUndefined();
});
