import { expect, it } from 'vitest';
import type { LicenceConfig } from './licence-config.ts';
import { msToNextLook } from './next-look.ts';

const NOW = Date.UTC(2030, 4, 3, 12);
const HOUR_MS = 3_600_000;
const LICENCE: LicenceConfig = {
  ...{ id: 'l', secretId: 's', last4: 'x9Kq', kind: 'static', kid: 'k', licenceId: 'lic_0123456789ab' },
  ...{ holder: 'Ada', plan: 'Studio', limits: { tcp: true }, issuer: 'Example Exits', serverIds: [] },
  ...{ validFrom: NOW - HOUR_MS, validUntil: NOW + HOUR_MS, dueAt: 0 },
};

it.each<[string, Partial<LicenceConfig>[], number]>([
  ['every minute without any', [], 60_000],
  ['every minute while all ends are far', [{}], 60_000],
  ['when the first one ends', [{ validUntil: NOW + 9_000 }, { validUntil: NOW + 5_000 }], 5_000],
  ['when one begins, less the leeway', [{ validFrom: NOW + 62_000 }], 2_000],
  [
    'when the grace of a subscription ends',
    [{ kind: 'subscription', validUntil: undefined, worksUntil: NOW + 7_000 }],
    7_000,
  ],
  ['never at once for one that is over', [{ validUntil: NOW }], 60_000],
  [
    'by the exit server’s clock, where this one is off',
    [{ validUntil: NOW - HOUR_MS + 3_000, clockAheadMs: -HOUR_MS }],
    3_000,
  ],
])('looks again %s', (_, parts, expected) => {
  expect(
    msToNextLook(
      parts.map((part) => ({ ...LICENCE, ...part })),
      NOW,
    ),
  ).toBe(expected);
});
