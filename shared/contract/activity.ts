import { z } from 'zod';

/** Something that happened, kept for people to read later. */
export const ActivityEntry = z.object({
  id: z.int(),
  /** ms since the epoch */
  at: z.number(),
  level: z.enum(['info', 'warning', 'error']),
  /** What wrote it, e.g. `alert`. */
  source: z.string(),
  /** One or two sentences. */
  message: z.string(),
  /** Tunnels that it is about. */
  tunnelIds: z.array(z.string()),
});

export type ActivityEntry = z.infer<typeof ActivityEntry>;
