import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import { INITIAL_WINDOW } from './frame.ts';
import { ReceiveWindow } from './receive-window.ts';

const MIB = 1024 * 1024;

/** A sender that fills the window at once and a consumer that takes it after `roundTripMs`, `times` times over. */
function run(
  window: ReceiveWindow,
  clock: FakeClock,
  times: number,
  elapsedMs: number,
  roundTripMs: number | undefined,
) {
  for (let i = 0; i < times; i++) {
    const bytes = window.available;
    expect(window.receive(bytes)).toBe(true);
    clock.advance(elapsedMs);
    window.consume(bytes, clock, roundTripMs);
  }
}

describe('ReceiveWindow', () => {
  it('refuses what exceeds it', () => {
    const window = new ReceiveWindow({ left: 0, maxWindow: MIB }, 0);
    expect(window.receive(INITIAL_WINDOW)).toBe(true);
    expect(window.receive(1)).toBe(false);
  });

  it('doubles while its sender is held up by it, up to the maximum', () => {
    const clock = new FakeClock();
    const budget = { left: 64 * MIB, maxWindow: 16 * MIB };
    const window = new ReceiveWindow(budget, 0);
    run(window, clock, 3, 50, 50);
    expect(window.size).toBe(8 * INITIAL_WINDOW);
    run(window, clock, 20, 50, 50);
    expect(window.size).toBe(16 * MIB);
    expect(budget.left).toBe(48 * MIB + INITIAL_WINDOW);
    window.release();
    expect(budget.left).toBe(64 * MIB);
  });

  it('stays as it is when its sender is slower than the window allows', () => {
    const clock = new FakeClock();
    const window = new ReceiveWindow({ left: 64 * MIB, maxWindow: 16 * MIB }, 0);
    run(window, clock, 20, 150, 50);
    expect(window.size).toBe(INITIAL_WINDOW);
  });

  it('stays as it is before a round trip was measured', () => {
    const clock = new FakeClock();
    const window = new ReceiveWindow({ left: 64 * MIB, maxWindow: 16 * MIB }, 0);
    run(window, clock, 20, 0, undefined);
    expect(window.size).toBe(INITIAL_WINDOW);
  });

  it('stops at what the session has left', () => {
    const clock = new FakeClock();
    const budget = { left: INITIAL_WINDOW + 1000, maxWindow: 16 * MIB };
    run(new ReceiveWindow(budget, 0), clock, 20, 50, 50);
    expect(budget.left).toBe(0);
  });

  it('never loses or invents a byte', () => {
    const step = fc.tuple(fc.nat(300_000), fc.nat(300_000), fc.nat(300));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const clock = new FakeClock();
        const window = new ReceiveWindow({ left: 4 * MIB, maxWindow: 2 * MIB }, 0);
        let senderCredit = INITIAL_WINDOW;
        let outstanding = 0;
        for (const [wanted, consumed, ms] of steps) {
          clock.advance(ms);
          const sent = Math.min(wanted, senderCredit);
          expect(window.receive(sent)).toBe(true);
          senderCredit -= sent;
          outstanding += sent;
          const taken = Math.min(consumed, outstanding);
          outstanding -= taken;
          senderCredit += window.consume(taken, clock, 50);
          expect(window.unconsumed).toBe(outstanding);
          expect(window.available).toBe(senderCredit);
          expect(outstanding + senderCredit).toBeLessThanOrEqual(window.size);
          expect(outstanding + senderCredit).toBeGreaterThan(window.size / 2);
        }
      }),
    );
  });
});
