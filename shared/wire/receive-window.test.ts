import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import { INITIAL_WINDOW } from './frame.ts';
import { ReceiveWindow } from './receive-window.ts';

const MIB = 1024 * 1024;
const CHUNK = 16 * 1024;

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
    expect(window.receive(bytes, clock)).toBe(true);
    clock.advance(elapsedMs);
    window.consume(bytes, clock, roundTripMs);
  }
}

describe('ReceiveWindow', () => {
  it('refuses what exceeds it', () => {
    const window = new ReceiveWindow({ left: 0, maxWindow: MIB });
    expect(window.receive(INITIAL_WINDOW, new FakeClock())).toBe(true);
    expect(window.receive(1, new FakeClock())).toBe(false);
  });

  it('grows while its sender is held up by it, up to the maximum', () => {
    const clock = new FakeClock();
    const budget = { left: 64 * MIB, maxWindow: 16 * MIB };
    const window = new ReceiveWindow(budget);
    run(window, clock, 1, 50, 50);
    expect(window.size).toBe(2.5 * INITIAL_WINDOW);
    run(window, clock, 20, 50, 50);
    expect(window.size).toBe(16 * MIB);
    expect(budget.left).toBe(48 * MIB + INITIAL_WINDOW);
    window.release();
    expect(budget.left).toBe(64 * MIB);
  });

  it('about doubles in each round trip of a long link, where it comes in bursts', () => {
    const clock = new FakeClock();
    const window = new ReceiveWindow({ left: 64 * MIB, maxWindow: 16 * MIB });
    let credit = INITIAL_WINDOW;
    for (let roundTrip = 0; roundTrip < 7; roundTrip++) {
      let returned = 0;
      // Reads that fit into no share, as in life.
      for (; credit > 0; credit -= Math.min(credit, 20_000)) {
        const length = Math.min(credit, 20_000);
        expect(window.receive(length, clock)).toBe(true);
        returned += window.consume(length, clock, 50);
      }
      credit = returned;
      clock.advance(50);
    }
    expect(window.size).toBeGreaterThan(8 * MIB);
  });

  it('returns credit in halves on a short link, in eighths on a long one', () => {
    const clock = new FakeClock();
    const updates = (roundTripMs: number) => {
      const window = new ReceiveWindow({ left: 0, maxWindow: MIB });
      let count = 0;
      for (let bytes = 0; bytes < INITIAL_WINDOW; bytes += CHUNK) {
        window.receive(CHUNK, clock);
        if (window.consume(CHUNK, clock, roundTripMs) > 0) count += 1;
      }
      return count;
    };
    expect(updates(1)).toBe(2);
    expect(updates(50)).toBe(8);
  });

  it('ends at two and a half bandwidth-delay products', () => {
    const clock = new FakeClock();
    const window = new ReceiveWindow({ left: 64 * MIB, maxWindow: 16 * MIB });
    // 10,000 bytes a millisecond over 50 ms.
    for (let i = 0; i < 5000; i++) {
      clock.advance(1);
      expect(window.receive(10_000, clock)).toBe(true);
      window.consume(10_000, clock, 50);
    }
    expect(window.size).toBeGreaterThan(2.4 * 500_000);
    expect(window.size).toBeLessThan(2.6 * 500_000);
  });

  it('is not deceived by a window that is read at once after a pause of this process', () => {
    const clock = new FakeClock();
    const window = new ReceiveWindow({ left: 64 * MIB, maxWindow: 16 * MIB });
    for (let i = 0; i < 100; i++) {
      clock.advance(30);
      for (let part = 0; part < 4; part++) {
        clock.advance(0.01);
        window.receive(INITIAL_WINDOW / 4, clock);
        window.consume(INITIAL_WINDOW / 4, clock, 1);
      }
    }
    expect(window.size).toBe(INITIAL_WINDOW);
  });

  it('stays as it is when its sender is slower than the window allows', () => {
    const clock = new FakeClock();
    const window = new ReceiveWindow({ left: 64 * MIB, maxWindow: 16 * MIB });
    run(window, clock, 20, 150, 50);
    expect(window.size).toBe(INITIAL_WINDOW);
  });

  it('stays as it is before a round trip was measured', () => {
    const clock = new FakeClock();
    const window = new ReceiveWindow({ left: 64 * MIB, maxWindow: 16 * MIB });
    run(window, clock, 20, 0, undefined);
    expect(window.size).toBe(INITIAL_WINDOW);
  });

  it('stops at what the session has left', () => {
    const clock = new FakeClock();
    const budget = { left: INITIAL_WINDOW + 1000, maxWindow: 16 * MIB };
    run(new ReceiveWindow(budget), clock, 20, 50, 50);
    expect(budget.left).toBe(0);
  });

  it('never loses or invents a byte', () => {
    const step = fc.tuple(fc.nat(300_000), fc.nat(300_000), fc.nat(300));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const clock = new FakeClock();
        const window = new ReceiveWindow({ left: 4 * MIB, maxWindow: 2 * MIB });
        let senderCredit = INITIAL_WINDOW;
        let outstanding = 0;
        for (const [wanted, consumed, ms] of steps) {
          clock.advance(ms);
          const sent = Math.min(wanted, senderCredit);
          expect(window.receive(sent, clock)).toBe(true);
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

  it('gives up what the link does not need while small messages flow beside it, and takes it back', () => {
    const clock = new FakeClock();
    const budget = { left: 64 * MIB, maxWindow: 16 * MIB };
    const window = new ReceiveWindow(budget);
    const transfer = (times: number, roundTripMs: number, crowded: boolean) => {
      for (let i = 0; i < times; i++) {
        const bytes = window.available;
        expect(window.receive(bytes, clock)).toBe(true);
        clock.advance(1);
        // Never nothing: the sender waits for it.
        expect(window.consume(bytes, clock, roundTripMs, crowded)).toBeGreaterThan(0);
      }
    };
    transfer(100, 0.1, true);
    expect(window.size).toBe(128 * 1024);
    expect(budget.left).toBe(64 * MIB);
    transfer(300, 0.1, false);
    expect(window.size).toBe(INITIAL_WINDOW);
    expect(budget.left).toBe(64 * MIB);
  });

  it('keeps what a long link needs, also in company', () => {
    const clock = new FakeClock();
    const window = new ReceiveWindow({ left: 64 * MIB, maxWindow: 16 * MIB });
    // 10,000 bytes a millisecond over 50 ms.
    for (let i = 0; i < 5000; i++) {
      clock.advance(1);
      expect(window.receive(10_000, clock)).toBe(true);
      window.consume(10_000, clock, 50, true);
    }
    expect(window.size).toBeGreaterThan(2.4 * 500_000);
  });

  it('pays the session back what it shrinks by', () => {
    const clock = new FakeClock();
    const budget = { left: 64 * MIB, maxWindow: 16 * MIB };
    const window = new ReceiveWindow(budget);
    run(window, clock, 10, 50, 50);
    expect(window.size).toBeGreaterThan(INITIAL_WINDOW);
    for (let i = 0; i < 500; i++) {
      const bytes = window.available;
      window.receive(bytes, clock);
      clock.advance(50);
      window.consume(bytes, clock, 0.1, true);
    }
    expect(window.size).toBe(128 * 1024);
    expect(budget.left).toBe(64 * MIB);
    window.release();
    expect(budget.left).toBe(64 * MIB);
  });
});
