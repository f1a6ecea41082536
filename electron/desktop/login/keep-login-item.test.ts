import { expect, it } from 'vitest';
import { TestLog } from '../testing/test-log.ts';
import { keepLoginItem } from './keep-login-item.ts';

const OUTCOMES: readonly (readonly [renew: () => Promise<boolean>, messages: readonly string[]])[] = [
  [async () => true, ['info: start at login leads to where the program is now']],
  [async () => false, []],
  [() => Promise.reject(new Error('read-only')), ['warn: start at login could not be led to this program']],
];

it.each(OUTCOMES)('says what became of it, and never fails (%#)', async (renew, messages) => {
  const log = new TestLog();
  await keepLoginItem({ renew }, log);
  expect(log.messages).toEqual(messages);
});
