/**
 * Turns a subscription into an async iterator that yields the present value first and then only the newest: a consumer that
 * is slow misses states in between, and nothing piles up for it (oRPC has no backpressure of its own).
 * @param subscribe calls its argument with the present value at once and with each later one; returns what ends it
 * @param merge joins a value that was not read yet with the next one; by default the next one takes its place
 */
export async function* liveIterator<T>(
  subscribe: (next: (value: T) => void) => () => void,
  signal: AbortSignal | undefined,
  merge: (waiting: T, next: T) => T = (_, next) => next,
): AsyncGenerator<T, void, void> {
  let waiting: { value: T } | undefined;
  let wake: (() => void) | undefined;
  const unsubscribe = subscribe((value) => {
    waiting = { value: waiting ? merge(waiting.value, value) : value };
    wake?.();
  });
  const onAbort = () => wake?.();
  signal?.addEventListener('abort', onAbort);
  try {
    while (!signal?.aborted) {
      if (waiting) {
        const { value } = waiting;
        waiting = undefined;
        yield value;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', onAbort);
  }
}
