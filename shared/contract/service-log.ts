import { z } from 'zod';

/** One line of what happened to a tunnel's service that is started on demand. */
export const ServiceLogLine = z.object({
  /** Counts up from 1 for each tunnel. */
  id: z.int(),
  /** ms since the epoch */
  at: z.number(),
  /** `event`: said by Porthole; `output`: printed by the command. */
  kind: z.enum(['event', 'output']),
  text: z.string(),
});

export type ServiceLogLine = z.infer<typeof ServiceLogLine>;
