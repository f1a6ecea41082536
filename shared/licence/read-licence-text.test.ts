import { describe, expect, it } from 'vitest';
import { MAX_LICENCE } from './licence-claims.ts';
import { formatLicenceKey, KEY_SYMBOLS } from './licence-key.ts';
import { LicenceTextError } from './licence-text-error.ts';
import { readLicenceText } from './read-licence-text.ts';

const KEY = formatLicenceKey(Uint8Array.from({ length: KEY_SYMBOLS }, (_, at) => at * 7));
const SIGNED = 'eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiJ4In0.c2lnbmF0dXJl_-';

describe('readLicenceText', () => {
  it.each([
    ['as it stands', SIGNED],
    ['with line breaks and quotes', `\n "${SIGNED.slice(0, 10)}\r\n  ${SIGNED.slice(10)}"\n`],
    ['in a fragment', `porthole://licence#${SIGNED}`],
    ['as a parameter', `porthole://licence?licence=${SIGNED}`],
    ['in a link that a mail has broken', `<porthole://licence#${SIGNED.slice(0, 30)}\n${SIGNED.slice(30)}>`],
  ])('finds a signed licence %s', (_, text) => {
    expect(readLicenceText(text)).toEqual({ kind: 'static', licence: SIGNED });
  });

  it.each([
    ['as it stands', KEY],
    ['in lower case, in quotes', `‘${KEY.toLowerCase()}’ `],
    ['in a link', `porthole://licence?key=${KEY}`],
    ['in the fragment of a link', `porthole://licence/#${KEY}`],
    ['in a fragment by name', `PORTHOLE://licence#key=${KEY}&other=1`],
  ])('finds a key %s', (_, text) => {
    expect(readLicenceText(text)).toEqual({ kind: 'subscription', key: KEY });
  });

  it('says for which server a link is', () => {
    const server = encodeURIComponent('wss://exit.example.com:8123');
    const found = { server: 'wss://exit.example.com:8123' };
    expect(readLicenceText(`porthole://licence?server=${server}&key=${KEY}`)).toMatchObject(found);
    expect(readLicenceText(`porthole://licence?server=${server}#${SIGNED}`)).toMatchObject({
      ...found,
      licence: SIGNED,
    });
  });

  it.each([
    ['', 'Paste a licence'],
    ['""', 'Paste a licence'],
    ['porthole://licence', 'not a licence link'],
    ['porthole://licence?', 'carries no licence'],
    ['porthole://licence?key=%', 'damaged'],
    [`porthole://licence?key=${KEY}&server=https%3A%2F%2Fx`, 'no address like wss://'],
    [`porthole://licence?key=${KEY}0`, 'this has 21'],
    [SIGNED.split('.').slice(0, 2).join('.'), 'not whole'],
    ['eyJhbGciOiJFZERTQSJ9', 'not whole'],
    [`${SIGNED}${'a'.repeat(MAX_LICENCE)}`, 'too long'],
    [`porthole://licence#${'a'.repeat(9_000)}`, 'not a licence link'],
    ['porthole://join?server=x', 'no licence key'],
  ])('refuses %j', (text, part) => {
    const read = () => readLicenceText(text);
    expect(read).toThrow(LicenceTextError);
    expect(read).toThrow(part);
  });
});
