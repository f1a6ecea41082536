import { hostname } from 'node:os';
import { isUnspecified } from '../net/listen-address.ts';
import type { ExitOptions } from './options.ts';

/** The names and addresses by which this server knows itself; its public address may be somebody else's (NAT), so there can be more. */
export function serverNames({ domain, controlAddr }: Pick<ExitOptions, 'domain' | 'controlAddr'>): string[] {
  const names = [domain, `*.${domain}`, 'localhost', '127.0.0.1', '::1'];
  if (!isUnspecified(controlAddr.host)) names.push(controlAddr.host.toLowerCase());
  const host = hostname().toLowerCase();
  // Host names may hold letters that DNS does not have.
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host)) names.push(host);
  return [...new Set(names)];
}
