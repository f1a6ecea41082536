import { expect, it } from 'vitest';
import { aLicence } from '../e2e/fixtures/fake-values.ts';
import { licenceText } from './licence-text.ts';

const HOSTILE = 'a\u001b[2J\u009b\nb';
const LICENCE = aLicence({ plan: HOSTILE, issuer: HOSTILE, holder: HOSTILE, message: HOSTILE, nextStep: HOSTILE });

it.each([
  ['added', licenceText.added(LICENCE)],
  ['list', licenceText.list([LICENCE])],
  ['removed', licenceText.removed(LICENCE)],
])('writes one line of %s, without control characters', (_, text) => {
  expect(text).toContain('a [2J b');
  expect(text).toMatch(/^\P{Cc}+\n$/u);
});
