import { z } from 'zod';
import { Hop } from './tunnel.ts';

/** How a tunnel has been, up to 90 days back. Times in ms since the epoch. */
export const HealthTimeline = z.object({
  tunnelId: z.string(),
  from: z.number(),
  to: z.number(),
  /** Hours of a day, days of longer ranges: how long visitors were served and not, ms. Both are zero where nobody can say: stopped, asleep, not running. */
  slices: z.array(z.object({ from: z.number(), to: z.number(), up: z.number(), down: z.number() })),
  /** The last 500 states, oldest first; between them the app was not running. */
  states: z.array(
    z.object({
      since: z.number(),
      until: z.number(),
      /** A state of TunnelStatus, or `asleep`: the computer was. */
      state: z.enum(['stopped', 'connecting', 'online', 'degraded', 'reconnecting', 'refused', 'asleep']),
      hop: Hop.optional(),
      /** Why, one sentence. */
      message: z.string().optional(),
    }),
  ),
  /** Share of the last 1, 7, 30 and 90 days in which it was online, of the time in which it was to be; null: it never was to be. */
  uptime: z.array(z.object({ days: z.number(), ratio: z.number().nullable() })),
});

export type HealthTimeline = z.infer<typeof HealthTimeline>;
