import { parseAddress } from './visitor-key.ts';

/**
 * The visitor's address behind `depth` trusted proxies, each of which has appended to X-Forwarded-For whom it saw: the entry that the
 * outermost of them wrote, the `depth`-th from the right. Where there are fewer, somebody came past a proxy: the leftmost is the best
 * known; where that is none or no address, the connection's own.
 *
 * @param values those of all X-Forwarded-For fields, in order
 * @param peer the address of the connection
 */
export function forwardedVisitor(values: readonly string[], depth: number, peer: string): string {
  let left = depth;
  let found: string | undefined;
  for (let at = values.length - 1; at >= 0 && left > 0; at--) {
    const value = values[at] ?? '';
    let end = value.length;
    while (end >= 0 && left > 0) {
      const comma = end === 0 ? -1 : value.lastIndexOf(',', end - 1);
      found = value.slice(comma + 1, end);
      left--;
      end = comma;
    }
  }
  return (found === undefined ? undefined : parseAddress(found)) ?? peer;
}
