import { z } from 'zod';

/** How the app reaches its exit servers. */
export const Network = z.object({
  /** Which proxy: that of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, none, or the one given here. */
  proxyMode: z.enum(['environment', 'none', 'own']),
  /** `http://[USER@]HOST:PORT`, `https://…` or `socks5://…`; never with a password. Kept while another mode is chosen. */
  proxyUrl: z.string().optional(),
  /** Whether a password is kept for it. */
  proxyHasPassword: z.boolean(),
  /** A file of CA certificates (PEM) to trust beside those of the system. */
  caFile: z.string().optional(),
});

/** What the user changes; what is absent stays. */
export const NetworkChange = z.object({
  proxyMode: z.enum(['environment', 'none', 'own']).optional(),
  proxyUrl: z.string().trim().max(2048).optional(),
  /** Empty: none. */
  proxyPassword: z.string().max(1024).optional(),
  /** Empty: none. */
  caFile: z.string().trim().max(4096).optional(),
});

export type Network = z.infer<typeof Network>;
export type NetworkChange = z.infer<typeof NetworkChange>;
