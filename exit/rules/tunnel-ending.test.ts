import { beforeEach, describe, expect, it } from 'vitest';
import { TunnelEnding } from './tunnel-ending.ts';

const MINUTE = 60_000;

let now: number;
/** How far the clock on the wall was set from the steady one. */
let set: number;
let busy: boolean;
let looks: Set<() => void>;
let ended: string[];
let ending: TunnelEnding;

beforeEach(() => {
  now = 1_000_000;
  set = 0;
  busy = false;
  looks = new Set();
  ended = [];
  ending = new TunnelEnding({
    busy: () => busy,
    onEnd: (code) => ended.push(code),
    clock: {
      now: () => now + set,
      steady: () => now,
      every: (_ms, look) => {
        looks.add(look);
        return () => looks.delete(look);
      },
    },
  });
});

/** Lets time pass, with a look every five seconds. */
function pass(ms: number): void {
  for (const end = now + ms; now < end; ) {
    now += 5_000;
    for (const look of looks) look();
  }
}

describe('TunnelEnding', () => {
  it('looks at nothing where nothing ends the tunnel', () => {
    ending.follow({});
    expect(looks.size).toBe(0);
    expect(ending.isOver()).toBe(false);
  });

  it('ends a tunnel at its time, once', () => {
    ending.follow({ expiresAt: now + MINUTE });
    pass(55_000);
    expect(ended).toEqual([]);
    pass(10_000);
    expect(ended).toEqual(['expired']);
    pass(MINUTE);
    expect(ended).toEqual(['expired']);
    expect(looks.size).toBe(0);
  });

  it('counts idle time though the clock is set meanwhile', () => {
    ending.follow({ idleMinutes: 10 });
    set = 60 * MINUTE;
    pass(9 * MINUTE);
    expect(ended).toEqual([]);
    set = -60 * MINUTE;
    pass(2 * MINUTE);
    expect(ended).toEqual(['idle']);
  });

  it('lets nobody in between its time and the next look', () => {
    ending.follow({ expiresAt: now + 1 });
    now += 1;
    expect(ending.isOver()).toBe(true);
    expect(ended).toEqual(['expired']);
    expect(ending.isOver()).toBe(true);
    expect(ended).toEqual(['expired']);
  });

  it('ends a tunnel that nobody has used for so long, counted from the last visitor', () => {
    ending.follow({ idleMinutes: 2 });
    pass(MINUTE);
    ending.used();
    pass(2 * MINUTE - 5_000);
    expect(ended).toEqual([]);
    pass(5_000);
    expect(ended).toEqual(['idle']);
  });

  it('takes what goes on for a visitor, and what is gone at the next look for none', () => {
    ending.follow({ idleMinutes: 1 });
    for (let count = 0; count < 30; count++) {
      busy = true;
      pass(5_000);
    }
    expect(ended).toEqual([]);
    // A probe now and then.
    for (let count = 0; count < 12; count++) {
      busy = count % 2 === 1;
      pass(5_000);
    }
    expect(ended).toEqual(['idle']);
  });

  it('follows other rules from then on', () => {
    ending.follow({ idleMinutes: 1, expiresAt: now + MINUTE });
    pass(30_000);
    ending.follow({ expiresAt: now + 10 * MINUTE });
    pass(5 * MINUTE);
    // Nobody was counted before: the time begins now.
    ending.follow({ idleMinutes: 1 });
    pass(55_000);
    expect(ended).toEqual([]);
    ending.follow({});
    pass(10 * MINUTE);
    expect(ended).toEqual([]);
    expect(looks.size).toBe(0);
  });
});
