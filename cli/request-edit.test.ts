import { expect, it } from 'vitest';
import { aDetail } from '../electron/engine/requests/testing/a-detail.ts';
import { readRequestEdit } from './request-edit.ts';

const DETAIL = aDetail({
  requestFields: [
    ['X-Old', 'one'],
    ['Cookie', null],
  ],
});

it('changes what is said, and keeps the other fields', () => {
  const header = ['x-old: two', 'Cookie: a=b: c', 'X-Gone:'];
  expect(readRequestEdit({ method: 'PUT', path: '/new', header, data: 'Grüße' }, DETAIL)).toEqual({
    ...{ method: 'PUT', path: '/new', body: Buffer.from('Grüße').toString('base64') },
    fields: [
      ['x-old', 'two'],
      ['Cookie', 'a=b: c'],
    ],
  });
});

it('asks for what was masked, or leaves it out', () => {
  const words =
    'What Cookie said was not kept: give it with --header "Cookie: VALUE", or leave it out with --header "Cookie:".';
  expect(() => readRequestEdit({}, DETAIL)).toThrow(words);
  expect(readRequestEdit({ header: ['cookie:'] }, DETAIL).fields).toEqual([['X-Old', 'one']]);
});

it('leaves all as it is without flags', () => {
  const nothing = { method: undefined, path: undefined, fields: undefined, body: undefined };
  expect(readRequestEdit({}, aDetail())).toEqual(nothing);
});

it.each([
  [{ header: ['no field'] }, '--header "no field" is no field: give it like "X-Name: value".'],
  [{ data: '@/nowhere/at/all' }, '--data @/nowhere/at/all cannot be read (ENOENT).'],
])('says what is wrong with %j', (flags, words) => {
  expect(() => readRequestEdit(flags, aDetail())).toThrow(words);
});
