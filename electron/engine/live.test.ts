import { expect, it } from 'vitest';
import { Live } from './live.ts';

it('gives the present value first, then each later one, until unsubscribed', () => {
  const live = new Live(1);
  const seen: number[] = [];
  const unsubscribe = live.subscribe((value) => seen.push(value));
  live.set(2);
  unsubscribe();
  live.set(3);
  expect(seen).toEqual([1, 2]);
  expect(live.value).toBe(3);
});

it('never gives an older value after a newer one, also where a subscriber sets one', () => {
  const live = new Live(0);
  const seen: number[] = [];
  live.subscribe((value) => {
    if (value === 1) live.set(2);
  });
  live.subscribe((value) => seen.push(value));
  live.set(1);
  expect(seen).toEqual([0, 2]);
});

it('tells nobody who has left while others were told', () => {
  const live = new Live(0);
  const seen: number[] = [];
  let leave = () => {};
  live.subscribe((value) => {
    if (value === 1) leave();
  });
  leave = live.subscribe((value) => seen.push(value));
  live.set(1);
  expect(seen).toEqual([0]);
});
