import { z } from 'zod';

/** How exit servers are reached, as it is kept: the proxy's password is in the vault, under `proxySecretId`. */
export const NetworkSettings = z.object({
  proxyMode: z.enum(['environment', 'none', 'own']),
  /** With its user name, without its password. */
  proxyUrl: z.string().optional(),
  proxySecretId: z.string().optional(),
  caFile: z.string().optional(),
});

export type NetworkSettings = z.infer<typeof NetworkSettings>;
