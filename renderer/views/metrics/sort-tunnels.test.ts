import { describe, expect, it } from 'vitest';
import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { errorRatio, inHeldOrder, type SortBy, sortTunnels } from './sort-tunnels.ts';

const tunnel = (name: string, state = 'online') => ({ id: name, name, status: { state } }) as Tunnel;

function total(success: number, serverError: number, p95: number | null): MetricsSample {
  const requests = { informational: 0, success, redirect: 0, clientError: 0, serverError, other: 0 };
  return { at: 0, measured: true, requests, p50: p95, p95, p99: p95, bytesIn: 0, bytesOut: 0, open: 0, connects: 0 };
}

const TUNNELS = [
  tunnel('quiet'),
  tunnel('busy'),
  tunnel('off', 'stopped'),
  tunnel('down', 'degraded'),
  tunnel('failing'),
  tunnel('slow'),
];
const TOTALS = new Map([
  ['busy', total(900, 0, 20)],
  ['down', total(0, 0, null)],
  ['failing', total(50, 50, 20)],
  ['slow', total(10, 0, 4000)],
  ['off', total(100, 100, 9)],
]);
const names = (by: SortBy) => sortTunnels(TUNNELS, TOTALS, by).map(({ name }) => name);

describe('sortTunnels', () => {
  it.each([
    ['worst', ['down', 'failing', 'slow', 'busy', 'quiet', 'off']],
    ['errors', ['off', 'failing', 'busy', 'slow', 'down', 'quiet']],
    ['slow', ['slow', 'busy', 'failing', 'off', 'down', 'quiet']],
    ['busy', ['busy', 'off', 'failing', 'slow', 'down', 'quiet']],
    ['name', ['busy', 'down', 'failing', 'off', 'quiet', 'slow']],
  ] as const)('sorts by %s', (by, expected) => expect(names(by)).toEqual(expected));
});

it('knows no error ratio where there were no requests', () => {
  expect(errorRatio(undefined)).toBeNull();
  expect(errorRatio(total(0, 0, null))).toBeNull();
  expect(errorRatio(total(3, 1, 5))).toBe(0.25);
});

it('holds an order', () =>
  expect(inHeldOrder([tunnel('a'), tunnel('new'), tunnel('b')], ['b', 'gone', 'a']).map(({ id }) => id)).toEqual([
    'b',
    'a',
    'new',
  ]));
