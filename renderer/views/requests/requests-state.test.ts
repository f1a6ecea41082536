import { expect, it } from 'vitest';
import type { RequestSummary, RequestsUpdate } from '../../../shared/contract/captured-request.ts';
import { NO_REQUESTS, type RequestsEvent, requestsState } from './requests-state.ts';

const row = (id: number) => ({ id }) as RequestSummary;
const update = (ids: number[], stale = false): RequestsUpdate => ({
  requests: ids.map(row),
  stale,
  state: { kept: 9, bytes: 9, dropped: 0 },
});
const live = (ids: number[], part: { isFirst?: boolean; isPaused?: boolean; stale?: boolean } = {}): RequestsEvent => ({
  kind: 'update',
  update: update(ids, part.stale),
  isFirst: part.isFirst ?? false,
  isPaused: part.isPaused ?? false,
});
const after = (...events: RequestsEvent[]) => events.reduce(requestsState, NO_REQUESTS);
const page: RequestsEvent = { kind: 'page', rows: [row(3), row(2)], next: 2 };

it('asks for the first page behind the first message, and again where much has changed', () => {
  expect(after(live([], { isFirst: true })).asked).toBe(1);
  expect(after(live([], { isFirst: true }), page, live([], { stale: true })).asked).toBe(2);
});

it('adds what comes, and older ones behind', () => {
  const state = after(page, live([4]), { kind: 'older', behind: 2, rows: [row(1)], next: undefined });
  expect(state.rows?.map(({ id }) => id)).toEqual([4, 3, 2, 1]);
  expect(requestsState(state, { kind: 'older', behind: 2, rows: [row(0)], next: 0 })).toBe(state);
});

it('holds what comes while paused, counts what is new, and shows it afterwards', () => {
  const paused = after(page, live([4], { isPaused: true }), live([5, 3], { isPaused: true }));
  expect([paused.rows?.length, paused.heldRows]).toEqual([2, 2]);
  const resumed = requestsState(paused, { kind: 'resume' });
  expect([resumed.rows?.map(({ id }) => id), resumed.heldRows]).toEqual([[5, 4, 3, 2], 0]);
});

it('does not pile up while paused for long', () => {
  const many = Array.from({ length: 1_000 }, (_, i) => live([10 + i], { isPaused: true }));
  const paused = after(page, ...many);
  expect(paused.held.length).toBeLessThanOrEqual(200);
  expect(requestsState(paused, { kind: 'resume' }).asked).toBeGreaterThan(0);
});
