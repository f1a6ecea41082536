import { DNS_LABEL } from '../control/dns-label.ts';

/** Reserved for networks of one's own (ICANN, July 2024), so that it is nobody's domain on the internet. */
const SUFFIX = '.internal';

/** The NAME of `NAME.internal`, by which clients reach each other's private services; undefined for any other host. */
export function privateNameOf(host: string): string | undefined {
  if (!host.endsWith(SUFFIX)) return undefined;
  const name = host.slice(0, -SUFFIX.length);
  return DNS_LABEL.test(name) ? name : undefined;
}

/** The host by which a private service is reached. */
export function privateHost(name: string): string {
  return `${name}${SUFFIX}`;
}
