import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closedPort, startTcpUpstream } from '../testing/upstreams.ts';
import { RetryWait } from './retry-wait.ts';

const LONG_MS = 3_600_000;
const NEVER = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

it('ends when its time has come, and not before', async () => {
  let isOver = false;
  const wait = new RetryWait().begin(1_000, undefined, NEVER).then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await wait;
  expect(vi.getTimerCount()).toBe(0);
});

it('is cut short, also by an abort, and leaves nothing behind', async () => {
  const wait = new RetryWait();
  // There is none yet.
  wait.cutShort();
  const first = wait.begin(LONG_MS, undefined, NEVER);
  wait.cutShort();
  await first;
  const abort = new AbortController();
  const second = wait.begin(LONG_MS, new URL(`ws://127.0.0.1:${await closedPort()}`), abort.signal);
  abort.abort();
  await second;
  expect(vi.getTimerCount()).toBe(0);
});

it('ends when something answers at the port that is knocked at', async () => {
  vi.useRealTimers();
  const { port } = await startTcpUpstream(() => {});
  await new RetryWait().begin(LONG_MS, new URL(`ws://127.0.0.1:${port}`), NEVER);
});
