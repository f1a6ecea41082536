import { expect, it } from 'vitest';
import { findings } from './findings.ts';
import { lookAtEach } from './look-at-each.ts';

it('keeps the order, looks at a few at once, and says how many it left out', async () => {
  let busy = 0;
  let most = 0;
  const found = await lookAtEach(
    Array.from({ length: 50 }, (_, index) => index),
    async (index) => {
      busy += 1;
      most = Math.max(most, busy);
      await new Promise((resolve) => setImmediate(resolve));
      busy -= 1;
      return findings.ok(String(index), 'Seen.');
    },
  );
  expect(most).toBe(8);
  expect(found.map(({ about }) => about)).toEqual([
    ...Array.from({ length: 40 }, (_, index) => String(index)),
    '10 more',
  ]);
});
