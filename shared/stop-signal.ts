const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One Ctrl-C may arrive twice: from the terminal and passed on by npm, or sent again to this process by a library that
 * watches signals. A person's second one comes later than this.
 */
const SAME_SIGNAL_MS = 500;

/** Exit code of a program that was told twice to end. */
const INTERRUPTED = 1;

/**
 * Resolves with the first signal that asks the program to end. A second one ends it at once.
 * @param signals without SIGHUP for a program to which that means something else
 */
export function untilStopSignal(
  host: Pick<NodeJS.Process, 'on' | 'exit'> = process,
  signals: readonly NodeJS.Signals[] = SIGNALS,
): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let askedAt: number | undefined;
  for (const signal of signals) {
    host.on(signal, () => {
      if (askedAt !== undefined && performance.now() - askedAt > SAME_SIGNAL_MS) host.exit(INTERRUPTED);
      askedAt ??= performance.now();
      resolve(signal);
    });
  }
  return promise;
}
