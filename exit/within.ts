/** Waits for something, but no longer than `ms` milliseconds. */
export async function within(ms: number, done: Promise<unknown>): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, ms);
  await Promise.race([done, timeout.promise]);
  clearTimeout(timer);
}
