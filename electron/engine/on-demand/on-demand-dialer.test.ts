import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dialer, UpstreamHandler } from '../tunnels/upstream-dialer.ts';
import { UpstreamError } from '../tunnels/upstream-error.ts';
import { type DialedFor, OnDemandDialer } from './on-demand-dialer.ts';
import type { OnDemandService } from './on-demand-service.ts';
import { WakeError } from './wake-error.ts';

const REFUSED = new UpstreamError('upstream-refused', 'Nothing answers.');

/** A dialer whose upstream answers only while `world.answers`, and a service that wakes when told. */
function scene(dialedFor: DialedFor) {
  const world = { answers: false, dials: 0, cancelled: 0, woken: 0, left: false, state: 'asleep' };
  let waking = Promise.withResolvers<void>();
  const direct: Dialer = {
    proxyProtocol: 'v2',
    authority: 'localhost:3000',
    dial(handler: UpstreamHandler) {
      world.dials += 1;
      queueMicrotask(() => (world.answers ? handler.onConnect({} as Socket) : handler.onFailure(REFUSED)));
      return () => {
        world.cancelled += 1;
      };
    },
  };
  const service = {
    get state() {
      return { state: world.state };
    },
    wake: () => {
      world.woken += 1;
      return waking.promise;
    },
  } as unknown as OnDemandService;
  const told: string[] = [];
  const dialer = new OnDemandDialer(direct, service, dialedFor);
  const dial = async () => {
    const handler: UpstreamHandler = {
      onConnect: () => told.push('connected'),
      onFailure: (error) => told.push(error instanceof WakeError ? error.wake : error.code),
      onData: () => true,
      hasLeft: () => world.left,
    };
    const cancel = dialer.dial(handler, 'own');
    await vi.advanceTimersByTimeAsync(0);
    return cancel;
  };
  return {
    world,
    told,
    dialer,
    dial,
    async wakeUp() {
      world.answers = true;
      waking.resolve();
      await vi.advanceTimersByTimeAsync(0);
    },
    async fail(error: Error) {
      waking.reject(error);
      waking = Promise.withResolvers<void>();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('OnDemandDialer', () => {
  it('dials a service that runs as any other', async () => {
    const { world, told, dialer, dial } = scene('program');
    world.answers = true;
    await dial();
    expect(told).toEqual(['connected']);
    expect(world).toMatchObject({ dials: 1, woken: 0 });
    expect(dialer.proxyProtocol).toBe('v2');
  });

  it('wakes one that refuses, and dials again', async () => {
    const { world, told, dial, wakeUp } = scene('program');
    await dial();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual([]);
    await wakeUp();
    expect(told).toEqual(['connected']);
    expect(world).toMatchObject({ dials: 2, woken: 1 });
  });

  it('does not dial one that is being ended', async () => {
    const { world, told, dial, wakeUp } = scene('program');
    world.state = 'stopping';
    world.answers = true;
    await dial();
    expect(world).toMatchObject({ dials: 0, woken: 1 });
    await wakeUp();
    expect(told).toEqual(['connected']);
  });

  it.each([
    ['browser', 1_500, 'starting'],
    ['program', 100_000, 'start-timeout'],
  ] as const)('holds a %s for %i ms', async (dialedFor, ms, outcome) => {
    const { told, dial, wakeUp } = scene(dialedFor);
    await dial();
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual([outcome]);
    await wakeUp();
    expect(told).toEqual([outcome]);
  });

  it('passes on why it did not start', async () => {
    const { told, dial, fail } = scene('program');
    await dial();
    await fail(new WakeError('start-failed', 'The command ended.', 2));
    expect(told).toEqual(['start-failed']);
  });

  it('makes an answer for visitors of whatever went wrong', async () => {
    const { told, dial, fail } = scene('program');
    await dial();
    await fail(new TypeError('a fault of the app'));
    expect(told).toEqual(['start-failed']);
  });

  it('wakes nothing for a TCP visitor who leaves at once, however they leave', async () => {
    for (const leave of ['reset', 'end']) {
      const { world, told, dial } = scene('tcp');
      const cancel = await dial();
      if (leave === 'reset') cancel();
      else world.left = true;
      await vi.advanceTimersByTimeAsync(300);
      expect(world.woken).toBe(0);
      expect(told).toEqual(leave === 'reset' ? [] : ['upstream-refused']);
    }
    const { world, dial, wakeUp } = scene('tcp');
    await dial();
    await vi.advanceTimersByTimeAsync(300);
    expect(world.woken).toBe(1);
    await wakeUp();
  });

  it('tells nothing more after it was given up', async () => {
    const { told, dial, wakeUp } = scene('program');
    const cancel = await dial();
    cancel();
    await wakeUp();
    expect(told).toEqual([]);
  });
});
