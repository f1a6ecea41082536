import type { Service } from '../../../shared/contract/service.ts';

/** Room for a suffix within the 63 octets of a DNS label (RFC 1035 §2.3.4). */
const MAX_BASE = 50;

/** Makes a name for a new tunnel from what is known of its service: the project's folder, else the port. */
export function suggestName(service: Service | undefined, port: number, taken: ReadonlySet<string>): string {
  return free(slug(service?.project) || `port-${port}`, taken);
}

/** Makes a name that is free and part of a host name from any text; from `fallback` where nothing of it is left. */
export function nameFrom(text: string, fallback: string, taken: ReadonlySet<string>): string {
  return free(slug(text) || fallback, taken);
}

function free(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const name = `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Makes a name for a new forward tunnel from where it leads: `db-5432`. */
export function suggestForwardName({ host, port }: { host: string; port: number }, taken: ReadonlySet<string>): string {
  // An IP address stays whole; of a host name the first label says enough.
  const label = /^[\d.]+$/.test(host) || host.includes(':') ? host : host.slice(0, `${host}.`.indexOf('.'));
  return free(`${slug(label) || 'forward'}-${port}`, taken);
}

/** Another name beside one that somebody else has: four random characters, so that a second clash is unlikely. */
export function alternativeName(name: string, random: () => number = Math.random): string {
  const suffix = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `${name.slice(0, MAX_BASE)}-${suffix}`;
}

function slug(text = ''): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_BASE)
    .replace(/^-+|-+$/g, '');
}
