import { expect, it } from 'vitest';
import { DEFAULT_CAPTURE } from '../../../../shared/contract/capture-settings.ts';
import { FieldMasks } from './field-masks.ts';

it('replaces values by name in whatever case, and keeps names, order and the other values', () => {
  const masks = new FieldMasks([...DEFAULT_CAPTURE.maskedFields, 'X-Api-Key']);
  const fields = [
    'AUTHORIZATION',
    'Bearer s3cret',
    'Accept',
    '*/*',
    'cookie',
    'a=b',
    'Set-Cookie',
    'c=d',
    'x-api-key',
    'k',
  ];
  expect(masks.apply(fields)).toEqual([
    ['AUTHORIZATION', null],
    ['Accept', '*/*'],
    ['cookie', null],
    ['Set-Cookie', null],
    ['x-api-key', null],
  ]);
});

it('leaves the signatures of webhooks alone', () => {
  const fields = ['Stripe-Signature', 't=1', 'X-Hub-Signature-256', 'sha256=1', 'Webhook-Signature', 'v1,a'];
  expect(new FieldMasks(DEFAULT_CAPTURE.maskedFields).apply(fields).map(([, value]) => value)).not.toContain(null);
});
