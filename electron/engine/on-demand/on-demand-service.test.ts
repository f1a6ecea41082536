import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OnDemand } from '../../../shared/contract/on-demand.ts';
import type { CommandProcessEvents } from './command-process.ts';
import { OnDemandService } from './on-demand-service.ts';

const SETTINGS: OnDemand = { command: 'npm run dev', cwd: '/shop', startTimeoutSeconds: 30, idleMinutes: 10 };

/** A service whose command, port and visitors do what a test says. */
function scene(after = Promise.resolve()) {
  const world = { answers: false, busy: false, starts: 0, stops: 0, slowStop: undefined as Promise<void> | undefined };
  const told: string[] = [];
  let events: CommandProcessEvents | undefined;
  const service = new OnDemandService(SETTINGS, {
    port: 'port 3000',
    knock: async () => world.answers,
    run: (given) => {
      events = given;
      world.starts += 1;
      return {
        stop: async () => {
          world.stops += 1;
          world.answers = false;
          await world.slowStop;
        },
      };
    },
    tell: (_kind, text) => told.push(text),
    isBusy: () => world.busy,
    onChange: () => {},
    after,
  });
  return {
    service,
    world,
    told,
    print: (line: string) => events?.onLine(line),
    end: (how: string) => events?.onEnd(how),
    /** Wakes it, and says what became of it. */
    async wake() {
      const outcome = { text: 'waiting' };
      service.wake().then(
        () => {
          outcome.text = 'awake';
        },
        (error: { wake: string; retryAfter: number }) => {
          outcome.text = `${error.wake} ${error.retryAfter}`;
        },
      );
      await vi.advanceTimersByTimeAsync(0);
      return outcome;
    },
    async start() {
      const outcome = await this.wake();
      world.answers = true;
      await vi.advanceTimersByTimeAsync(100);
      expect(outcome.text).toBe('awake');
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('OnDemandService', () => {
  it('sleeps until it is woken, starts once for all who wait, and tells how it went', async () => {
    const { service, world, told, wake, print } = scene();
    expect(service.state).toEqual({ state: 'asleep' });
    const visits = [await wake(), await wake()];
    expect(service.state).toEqual({ state: 'starting', since: 0 });
    print('vite ready');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(visits.map(({ text }) => text)).toEqual(['waiting', 'waiting']);
    world.answers = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(visits.map(({ text }) => text)).toEqual(['awake', 'awake']);
    expect(service.state).toEqual({ state: 'running', since: 2_100 });
    expect(world.starts).toBe(1);
    expect(told).toEqual(['Running “npm run dev” in /shop.', 'vite ready', 'Port 3000 answers after 2.1 s.']);
  });

  it('starts nothing where somebody else answers already', async () => {
    const { service, world, wake } = scene();
    world.answers = true;
    expect((await wake()).text).toBe('awake');
    expect(world.starts).toBe(0);
    expect(service.state).toEqual({ state: 'asleep' });
  });

  it('waits until an earlier one of its tunnel has ended', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { world, wake } = scene(promise);
    await wake();
    expect(world.starts).toBe(0);
    resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.starts).toBe(1);
  });

  it('goes to sleep when nobody has come for a while, and not while somebody is there', async () => {
    const the = scene();
    await the.start();
    the.world.busy = true;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(the.service.state.state).toBe('running');
    the.world.busy = false;
    await vi.advanceTimersByTimeAsync(9 * 60_000);
    the.service.noteUse();
    await vi.advanceTimersByTimeAsync(9 * 60_000);
    expect(the.service.state.state).toBe('running');
    await vi.advanceTimersByTimeAsync(61_000);
    expect(the.service.state).toEqual({ state: 'asleep' });
    expect(the.world.stops).toBe(1);
    expect(the.told.at(-1)).toBe('Nobody came for 10 min: stopping the command.');
    await the.start();
    expect(the.world.starts).toBe(2);
  });

  it('lets who comes while it is being stopped wait for the next start', async () => {
    const the = scene();
    await the.start();
    const { promise, resolve } = Promise.withResolvers<void>();
    the.world.slowStop = promise;
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    expect(the.service.state).toEqual({ state: 'stopping' });
    const visit = await the.wake();
    expect(the.world.starts).toBe(1);
    resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(the.world.starts).toBe(2);
    the.world.answers = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(visit.text).toBe('awake');
    expect(the.service.state.state).toBe('running');
  });

  it('says why it could not be started, and tries no more for a while, longer each time', async () => {
    const the = scene();
    const waits: string[] = [];
    for (const wait of [2, 4, 8, 16, 32, 60, 60]) {
      const visit = await the.wake();
      the.print('Missing script: dev');
      the.end('code 1');
      await vi.advanceTimersByTimeAsync(0);
      waits.push(visit.text);
      expect((await the.wake()).text).toBe(`start-failed ${wait}`);
      await vi.advanceTimersByTimeAsync(wait * 1_000);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60].map((wait) => `start-failed ${wait}`));
    expect(the.world.starts).toBe(7);
    expect(the.service.state).toMatchObject({
      state: 'failed',
      message: 'The command ended (code 1) before port 3000 answered: Missing script: dev',
    });
    expect(the.told.at(-1)).toBe('It is tried again at the first visit after 60 s.');
  });

  it('is tried at once when its owner says so', async () => {
    const the = scene();
    await the.wake();
    the.end('code 1');
    await vi.advanceTimersByTimeAsync(0);
    the.service.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(the.world.starts).toBe(2);
    the.world.answers = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(the.service.state.state).toBe('running');
    the.service.retry();
    expect(the.world.starts).toBe(2);
  });

  it('gives up where the port does not answer in time, and ends what it has started', async () => {
    const the = scene();
    const visit = await the.wake();
    await vi.advanceTimersByTimeAsync(30_100);
    expect(visit.text).toBe('start-timeout 2');
    expect(the.world.stops).toBe(1);
    expect(the.service.state).toMatchObject({ state: 'failed', message: 'Port 3000 did not answer within 30 s.' });
  });

  it('that ends by itself is started again by the next visitor, at once if it has run for a while', async () => {
    const the = scene();
    await the.start();
    await vi.advanceTimersByTimeAsync(20_000);
    the.world.answers = false;
    the.end('SIGSEGV');
    await vi.advanceTimersByTimeAsync(0);
    expect(the.service.state).toEqual({ state: 'asleep' });
    expect(the.told.at(-1)).toBe('The command ended (SIGSEGV). It is started again at the next visit.');
    await the.start();
    the.world.answers = false;
    the.end('code 0');
    await vi.advanceTimersByTimeAsync(0);
    expect(the.service.state).toMatchObject({
      state: 'failed',
      message: 'The command ended (code 0) right after it had started.',
    });
  });

  it('counts idle time and the wait after a failure though the clock is set meanwhile', async () => {
    const the = scene();
    await the.start();
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(the.service.state.state).toBe('running');
    the.world.answers = false;
    the.end('exit code 1');
    await the.wake();
    the.end('exit code 1');
    expect(the.service.state.state).toBe('failed');
    vi.setSystemTime(Date.now() - 7_200_000);
    await vi.advanceTimersByTimeAsync(120_000);
    expect((await the.wake()).text).toBe('waiting');
    expect(the.world.starts).toBe(3);
  });

  it('ends for good: whoever waits is told, and nobody starts it again', async () => {
    const the = scene();
    const visit = await the.wake();
    const closed = the.service.close();
    await vi.advanceTimersByTimeAsync(0);
    await closed;
    expect(visit.text).toBe('start-failed 1');
    expect(the.world.stops).toBe(1);
    expect((await the.wake()).text).toBe('start-failed 1');
    expect(the.world.starts).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
