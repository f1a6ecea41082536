import { onTestFinished, vi } from 'vitest';

/**
 * Lets `performance.now()` stand until the test is over: nobody who has used up a rate gets more of it, however slow the machine is.
 * `until` never gives up meanwhile; what does not come true ends with the time of the test.
 */
export function holdClock(): void {
  const held = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  onTestFinished(() => held.mockRestore());
}
