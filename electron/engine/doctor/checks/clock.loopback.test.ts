import { expect, it } from 'vitest';
import { closedPort, startHttpUpstream } from '../../testing/upstreams.ts';
import { examine, joinedEngine } from '../testing/examine.ts';

/** What is found of a real HTTP server whose clock is ahead by so much; undefined: it does not say what time it is. */
async function clockOf(aheadMs: number | undefined) {
  const { port } = await startHttpUpstream((_, response) => {
    response.sendDate = false;
    if (aheadMs !== undefined) response.setHeader('Date', new Date(Date.now() + aheadMs).toUTCString());
    response.end();
  });
  return (await examine(await joinedEngine(`ws://127.0.0.1:${port}`), 'clock'))[0];
}

it('finds that clocks agree', async () => {
  expect(await clockOf(0)).toMatchObject({ about: '127.0.0.1', verdict: 'ok' });
});

it.each([
  [2 * 3_600_000, 'failed', /clock is 2 h behind that of 127\.0\.0\.1/],
  [-3 * 86_400_000, 'failed', /clock is 3 days ahead of that of/],
  // The time of the answer counts as uncertain: as far from the next minute as a slow machine is.
  [-180_000, 'warning', /clock is 3 min ahead of/],
] as const)('finds a server’s clock that is off by %i ms', async (aheadMs, verdict, words) => {
  const finding = await clockOf(aheadMs);
  expect(finding).toMatchObject({ verdict, nextStep: expect.stringContaining('NTP') });
  expect(finding?.found).toMatch(words);
});

it('says where nobody knows', async () => {
  expect(await clockOf(undefined)).toMatchObject({ verdict: 'skipped', found: 'It does not say what time it is.' });
  const [closed] = await examine(await joinedEngine(`ws://127.0.0.1:${await closedPort()}`), 'clock');
  expect(closed).toMatchObject({ verdict: 'skipped', found: expect.stringContaining('nothing listens there') });
});
