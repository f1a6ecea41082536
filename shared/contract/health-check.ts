import { z } from 'zod';

/** How an HTTP upstream is asked whether it is well, instead of a TCP connect every 10 s. */
export const HealthCheck = z.object({
  /** In origin form, e.g. `/healthz`. */
  path: z.string().regex(/^\/[\x21-\x7e]{0,1023}$/, 'Give a path that begins with / and has no spaces.'),
  /** The status of a good answer; absent: any from 200 to 399. */
  status: z.int().min(200).max(599).optional(),
  /** How often, s; each time is up to a tenth earlier or later, so that many checks do not fall together. */
  interval: z.int().min(2).max(3600).default(10),
});

export type HealthCheck = z.infer<typeof HealthCheck>;
