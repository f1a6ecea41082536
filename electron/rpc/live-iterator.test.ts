import { expect, it } from 'vitest';
import { Live } from '../engine/live.ts';
import { liveIterator } from './live-iterator.ts';

/** A live value that counts who subscribes to it. */
function counted<T>(value: T) {
  const live = new Live(value);
  const state = { subscribers: 0 };
  const subscribe = (next: (value: T) => void) => {
    state.subscribers += 1;
    const unsubscribe = live.subscribe(next);
    return () => {
      state.subscribers -= 1;
      unsubscribe();
    };
  };
  return { live, state, subscribe };
}

it('yields the present value first, then each later one', async () => {
  const { live, subscribe } = counted(1);
  const iterator = liveIterator(subscribe, undefined);
  expect(await iterator.next()).toEqual({ done: false, value: 1 });
  const next = iterator.next();
  live.set(2);
  expect(await next).toEqual({ done: false, value: 2 });
  await iterator.return();
});

it('gives a slow consumer the newest value and nothing in between', async () => {
  const { live, subscribe } = counted(1);
  const iterator = liveIterator(subscribe, undefined);
  await iterator.next();
  for (const value of [2, 3, 4]) live.set(value);
  expect((await iterator.next()).value).toBe(4);
  await iterator.return();
});

it('joins what waits where it is told how', async () => {
  const { live, subscribe } = counted<number[]>([1]);
  const iterator = liveIterator(subscribe, undefined, (waiting, next) => [...waiting, ...next]);
  await iterator.next();
  live.set([2]);
  live.set([3]);
  expect((await iterator.next()).value).toEqual([2, 3]);
  await iterator.return();
});

it('subscribes only once somebody reads', async () => {
  const { state, subscribe } = counted(1);
  const iterator = liveIterator(subscribe, undefined);
  expect(state.subscribers).toBe(0);
  await iterator.return();
  expect(state.subscribers).toBe(0);
});

it('unsubscribes when the consumer leaves the loop', async () => {
  const { state, subscribe } = counted(1);
  for await (const value of liveIterator(subscribe, undefined)) {
    expect(value).toBe(1);
    expect(state.subscribers).toBe(1);
    break;
  }
  expect(state.subscribers).toBe(0);
});

it('ends and unsubscribes when it is aborted, while it waits and before it began', async () => {
  const { state, subscribe } = counted(1);
  const abort = new AbortController();
  const iterator = liveIterator(subscribe, abort.signal);
  await iterator.next();
  const waiting = iterator.next();
  abort.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(state.subscribers).toBe(0);
  expect((await liveIterator(subscribe, abort.signal).next()).done).toBe(true);
  expect(state.subscribers).toBe(0);
});
