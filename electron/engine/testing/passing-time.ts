import { vi } from 'vitest';

/** The system's, whatever a test fakes. */
const { setTimeout: realTimeout } = globalThis;
/** How much passes at once: less than any limit or pause of what is tested. */
const STEP_MS = 50;
/** What sockets have meanwhile, on a machine with other work: without it seconds would pass, and limits with them, before a connection is through the system. */
const REAL_STEP_MS = 2;

/** Faked time for a test whose sockets are real. */
export const passingTime = {
  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) await step();
  },

  /** Lets time pass until the condition holds. Returns how much it was, ms. */
  async until(holds: () => boolean): Promise<number> {
    let passed = 0;
    for (; !holds(); passed += STEP_MS) await step();
    return passed;
  },
};

async function step(): Promise<void> {
  vi.advanceTimersByTime(STEP_MS);
  await new Promise<void>((resolve) => void realTimeout(resolve, REAL_STEP_MS));
}
