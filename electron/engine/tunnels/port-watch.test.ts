import net from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { passingTime } from '../testing/passing-time.ts';
import { closedPort, startTcpUpstream } from '../testing/upstreams.ts';
import { watchPort } from './port-watch.ts';

const { pass, until } = passingTime;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('tells once that a port accepts, and then knocks no more', async () => {
  const upstream = await startTcpUpstream(() => {});
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const knock = vi.spyOn(net, 'connect');
  let told = 0;
  watchPort('127.0.0.1', upstream.port, () => {
    told += 1;
  });
  expect(knock).not.toHaveBeenCalled();
  await until(() => told > 0);
  const knocks = knock.mock.calls.length;
  await pass(5000);
  expect(told).toBe(1);
  expect(knock).toHaveBeenCalledTimes(knocks);
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
});
