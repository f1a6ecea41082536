/** What a field of type `datetime-local` holds for a moment, ms since the epoch, in the local time of this computer: `2026-05-03T14:02`. */
export function toLocalTime(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment that such a field holds; undefined where it holds none. */
export function fromLocalTime(text: string): number | undefined {
  const at = /^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
