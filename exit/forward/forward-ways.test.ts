import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { TokenScope } from '../../shared/tokens/token-scope.ts';
import { ForwardMetrics } from '../metrics/forward-metrics.ts';
import { ForwardAccess } from './forward-access.ts';
import { ForwardPattern } from './forward-pattern.ts';
import { ForwardWays } from './forward-ways.ts';

const TARGET = { host: 'db.test', port: 5432 };

it('dials 64 targets of one client at once and 256 of all, and takes more when those are over', async () => {
  const pattern = ForwardPattern.parse('db.test:*');
  const ways = new ForwardWays({
    access: new ForwardAccess(pattern === undefined ? [] : [pattern]),
    metrics: new ForwardMetrics(new Registry()),
    // A name server that never answers.
    lookup: () => new Promise(() => {}),
    services: () => undefined,
  });
  const abort = new AbortController();
  const client = () => ({ remoteAddress: '192.0.2.1:1', grant: { scope: {} } });
  const dial = (asker: { remoteAddress: string; grant: { scope: TokenScope } }, times: number) =>
    Array.from({ length: times }, () => ways.find(TARGET, asker, abort.signal).catch((error: Error) => error));
  const busy = { status: 'busy' };
  const first = client();
  const running = dial(first, 64);
  expect(await Promise.all(dial(first, 2))).toMatchObject([busy, busy]);
  for (const asker of [client(), client(), client()]) running.push(...dial(asker, 64));
  expect(await Promise.all(dial(client(), 1))).toMatchObject([busy]);
  abort.abort(new Error('left'));
  expect(new Set((await Promise.all(running)).map((error) => 'message' in error && error.message))).toEqual(
    new Set(['left']),
  );
  // Free again: this one is dialled, and given up by its signal.
  expect(await Promise.all(dial(first, 1))).toMatchObject([{ message: 'left' }]);
});
