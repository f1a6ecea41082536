import { onTestFinished, vi } from 'vitest';

/** Lets every `AbortSignal.timeout` of a test end when the test aborts what is returned, however long the machine stands still. */
export function holdTimeouts(): AbortController {
  const patience = new AbortController();
  const held = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
  onTestFinished(() => held.mockRestore());
  return patience;
}
