import { afterEach, expect, it, vi } from 'vitest';
import { closedPort, startTcpUpstream } from '../testing/upstreams.ts';
import { watchPort } from './port-watch.ts';

/** Lets `ms` pass for timers, and sockets have their turn between the steps. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    vi.advanceTimersByTime(50);
    await new Promise(setImmediate);
  }
}

afterEach(() => {
  vi.useRealTimers();
});

it('tells once that a port accepts, and then knocks no more', async () => {
  const upstream = await startTcpUpstream(() => {});
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let told = 0;
  watchPort('127.0.0.1', upstream.port, () => {
    told += 1;
  });
  expect(upstream.sockets).toHaveLength(0);
  while (told === 0) await pass(50);
  await pass(5000);
  expect(told).toBe(1);
  expect(upstream.sockets).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('goes on knocking while nothing listens, until it is stopped', async () => {
  const port = await closedPort();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let told = 0;
  const stop = watchPort('127.0.0.1', port, () => {
    told += 1;
  });
  await pass(5000);
  while (vi.getTimerCount() === 0) await new Promise(setImmediate);
  stop();
  await pass(5000);
  expect(told).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('tells nothing where it is stopped between the answer and the telling', async () => {
  const upstream = await startTcpUpstream(() => {});
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(Math, 'random').mockReturnValue(0.99);
  let told = 0;
  const stop = watchPort('127.0.0.1', upstream.port, () => {
    told += 1;
  });
  vi.advanceTimersByTime(1000);
  while (vi.getTimerCount() === 0) await new Promise(setImmediate);
  stop();
  await pass(2000);
  expect(told).toBe(0);
  vi.restoreAllMocks();
});
