import { expect, it } from 'vitest';
import type { TunnelStatus } from '../../../shared/contract/tunnel.ts';
import { testTunnel } from '../../desktop/testing/test-tunnel.ts';
import type { SpanChange } from '../history/span-change.ts';
import { StatusRecorder } from './status-recorder.ts';

const retry = (attempt: number): TunnelStatus => ({
  state: 'reconnecting',
  attempt,
  nextTryAt: attempt,
  message: `Try ${attempt} failed.`,
  nextStep: '',
});

it('tells of each state once, with the words in which it began', () => {
  const changes: SpanChange[] = [];
  const recorder = new StatusRecorder((change) => changes.push(change));
  const statuses: TunnelStatus[] = [
    { state: 'connecting' },
    { state: 'online', since: 1 },
    { state: 'online', since: 2 },
    retry(1),
    retry(2),
    { state: 'degraded', hop: 'upstream', since: 1, message: 'No.', nextStep: '' },
    { state: 'degraded', hop: 'public-url', since: 1, message: 'No.', nextStep: '' },
  ];
  for (const [now, status] of statuses.entries()) recorder.take([testTunnel({ status })], now);
  expect(changes.map(({ since, state, detail }) => [since, state, detail])).toEqual([
    [0, 'connecting', undefined],
    [1, 'online', undefined],
    [3, 'reconnecting', '{"message":"Try 1 failed."}'],
    [5, 'degraded', '{"hop":"upstream","message":"No."}'],
    [6, 'degraded', '{"hop":"public-url","message":"No."}'],
  ]);
  recorder.take([], 8);
  recorder.take([testTunnel({ status: { state: 'stopped' } })], 9);
  expect(changes.at(-1)).toMatchObject({ since: 9, state: 'stopped' });
});
