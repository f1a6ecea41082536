/** `3 May 2026, 14:02 UTC` of ms since the epoch: an exit server does not know its reader's time zone. */
export function utcText(time: number): string {
  const date = new Date(time).toLocaleString('en-GB', {
    ...{ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    timeZone: 'UTC',
  });
  return `${date.replace(' at ', ', ')} UTC`;
}
