import { expect, it } from 'vitest';
import type { Licence } from '../../shared/contract/licence.ts';
import { licenceFacts } from './licence-facts.ts';

const LICENCE: Licence = {
  id: 'l',
  licenceId: 'lic_1',
  holder: 'Ada',
  plan: 'Studio',
  kind: 'static',
  limits: { tunnels: 5, tcp: true, names: ['ada-*'] },
  inUse: { tunnels: 2 },
  validFrom: 0,
  validUntil: 1,
  daysLeft: 12,
  issuer: 'Example Tunnels',
  serverIds: [],
  state: 'valid',
  message: 'It is valid.',
  nextStep: '',
  last4: 'x9Kq',
};

it('says limits in use, kinds, names, issuer and days left', () => {
  const of = 'licence of Example Tunnels';
  expect(licenceFacts(LICENCE)).toEqual(['2 of 5 tunnels open', 'TCP allowed', 'names ada-*', of, '12 days left']);
  const open = { ...LICENCE, limits: { tcp: false }, inUse: { tunnels: 1 }, daysLeft: 1 };
  expect(licenceFacts(open)).toEqual(['1 tunnel open, no limit', 'no TCP', of, '1 day left']);
  const { daysLeft: _, ...endless } = LICENCE;
  expect(licenceFacts({ ...endless, kind: 'subscription' }).at(-1)).toBe('subscription of Example Tunnels');
});
