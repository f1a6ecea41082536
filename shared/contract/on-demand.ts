import { z } from 'zod';

/** The longest command line and path; systems take more, people do not type it. */
const MAX_TEXT = 4_096;

/** How a service is started when the first visitor comes, and stopped when nobody comes any more. */
export const OnDemand = z.object({
  /** Run by the user's shell (`/bin/sh -c`, `cmd.exe /c`), as the user; it must stay in the foreground. */
  command: z
    .string()
    .trim()
    .min(1, 'Type a command, such as npm run dev.')
    .max(MAX_TEXT)
    .regex(/^[^\0]*$/, 'A command is text.'),
  /** The folder that it runs in: an absolute path. */
  cwd: z
    .string()
    .trim()
    .min(1, 'Type the folder that the command runs in.')
    .max(MAX_TEXT)
    .regex(/^[^\0]*$/, 'A folder is text.'),
  /** How long its port may take to answer. */
  startTimeoutSeconds: z.int().min(1, 'At least 1 s.').max(600, 'At most 600 s.').default(60),
  /** It is stopped after so many minutes without a visitor. */
  idleMinutes: z.int().min(1, 'At least 1 minute.').max(1_440, 'At most 1440 minutes.').default(10),
});

/** How a service that is started on demand is. `foreign`: it runs, and Porthole has not started it. */
export const OnDemandState = z.discriminatedUnion('state', [
  z.object({ state: z.enum(['asleep', 'stopping', 'foreign']) }),
  z.object({ state: z.enum(['starting', 'running']), since: z.number() }),
  z.object({
    state: z.literal('failed'),
    since: z.number(),
    /** One sentence, e.g. "npm run dev ended (code 1) before port 3000 answered: missing script: dev". */
    message: z.string(),
    /** Before this moment (ms since the epoch) visitors do not make it try again. */
    retryAt: z.number(),
  }),
]);

export type OnDemand = z.infer<typeof OnDemand>;
export type OnDemandState = z.infer<typeof OnDemandState>;
