import { expect, it } from 'vitest';
import { chooseLicence } from './choose-licence.ts';
import type { LicenceConfig } from './licence-config.ts';

const licence = (id: string, validUntil: number | undefined, serverIds = ['exit']): LicenceConfig => ({
  ...{ id, secretId: id, last4: '', kind: 'static', kid: 'k', licenceId: id, holder: 'Ada', plan: 'Studio' },
  ...{ limits: { tcp: true }, issuer: 'Example Exits', validFrom: 0, validUntil, serverIds, dueAt: 0 },
});

it.each([
  ['the one that lasts longest', [licence('short', 1), licence('long', 2)], [], 'long'],
  ['one without an end', [licence('long', 2), licence('ever', undefined), licence('ever too', undefined)], [], 'ever'],
  ['one that works', [licence('broken', 2), licence('short', 1)], ['broken'], 'short'],
  ['one that does not work, where none does', [licence('broken', 2)], ['broken'], 'broken'],
  ['none of other servers', [licence('other', 2, ['another'])], [], undefined],
])('gives a server %s', (_, licences, broken: string[], chosen) => {
  expect(chooseLicence(licences, 'exit', ({ id }) => !broken.includes(id))?.id).toBe(chosen);
});
