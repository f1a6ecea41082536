import type { CheckName } from '../contract/doctor.ts';

/** What the checks are called. */
export const CHECK_LABELS: Record<CheckName, string> = {
  link: 'Link',
  dns: 'DNS',
  tls: 'TLS',
  proxy: 'Proxy',
  clock: 'Clock',
  ports: 'Ports',
  secrets: 'Secrets',
  disk: 'Disk',
};
