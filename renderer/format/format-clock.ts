const WITH_SECONDS = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const WITHOUT_SECONDS = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Formats s since the epoch as local time of day, with seconds where they are not zero: `14:02`, `14:02:30`. */
export function formatClock(seconds: number): string {
  const format = seconds % 60 === 0 ? WITHOUT_SECONDS : WITH_SECONDS;
  return format.format(seconds * 1000);
}

/** The same, always with seconds: for values at the cursor. */
export function formatMoment(seconds: number): string {
  return WITH_SECONDS.format(seconds * 1000);
}

const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** Formats s since the epoch as a day: `3 May`. */
export function formatDay(seconds: number): string {
  return DAY.format(seconds * 1000);
}

/** Day and time: `3 May 14:02`. */
export function formatDateTime(seconds: number): string {
  return `${formatDay(seconds)} ${WITHOUT_SECONDS.format(seconds * 1000)}`;
}
