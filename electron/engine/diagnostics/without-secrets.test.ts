import { expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

const SECRET = 'planted/token+"0123"?&#%';

it.each([
  ['as it is', SECRET],
  ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in base64', Buffer.from(SECRET).toString('base64')],
  ['in base64url', Buffer.from(SECRET).toString('base64url')],
])('takes a secret out %s', (_form, text) => {
  expect(withoutSecrets(`before ${text} after`, [SECRET])).toMatch(/^before \[removed\]=* after$/);
});

it('takes the whole of a secret that begins with another one, and leaves words alone', () => {
  expect(withoutSecrets('abcdefgh abcdef port', ['abcdef', 'abcdefgh', 'port'])).toBe('[removed] [removed] port');
});
