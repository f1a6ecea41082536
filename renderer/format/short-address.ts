/** An address as people read it: without `http://`, `https://` stays (it says that the way is encrypted), nor a slash at the end. */
export function shortAddress(url: string): string {
  return url.replace(/^(?:http|tcp):\/\//, '').replace(/\/$/, '');
}
