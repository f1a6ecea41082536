import { expect, it } from 'vitest';
import type { RequestSummary } from '../../../shared/contract/captured-request.ts';
import { MOST_ROWS, mergeRequests } from './merge-requests.ts';

const row = (id: number, status = 200) => ({ id, status }) as RequestSummary;
const ids = (rows: readonly RequestSummary[]) => rows.map(({ id, status }) => `${id} ${status}`);

it('puts new ones first, later states in the place of earlier ones, and late ones where they belong', () => {
  expect(ids(mergeRequests([row(5), row(2, 0)], [row(2, 404), row(7), row(6), row(4)]))).toEqual([
    '7 200',
    '6 200',
    '5 200',
    '4 200',
    '2 404',
  ]);
});

it('holds a bounded number, the newest', () => {
  const many = Array.from({ length: MOST_ROWS }, (_, i) => row(MOST_ROWS - i));
  const merged = mergeRequests(many, [row(MOST_ROWS + 1)]);
  expect([merged.length, merged[0]?.id, merged.at(-1)?.id]).toEqual([MOST_ROWS, MOST_ROWS + 1, 2]);
});
