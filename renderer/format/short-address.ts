/** An address as people read it in a narrow place: without its scheme and without a slash at the end. */
export function shortAddress(url: string): string {
  return url.replace(/^(?:https?|tcp|tls):\/\//, '').replace(/\/$/, '');
}
