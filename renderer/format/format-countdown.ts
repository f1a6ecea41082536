/** Says how long it is until `at` (ms since the epoch), in whole seconds: `in 4 s`, `in 1 min 5 s`, or `now`. */
export function formatCountdown(at: number, now: number): string {
  const seconds = Math.ceil((at - now) / 1000);
  if (seconds <= 0) return 'now';
  if (seconds < 60) return `in ${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `in ${Math.floor(seconds / 60)} min` : `in ${Math.floor(seconds / 60)} min ${rest} s`;
}
