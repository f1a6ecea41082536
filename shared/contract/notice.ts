import { z } from 'zod';

/** Something the user should know that belongs to no tunnel, e.g. a settings file that was set aside. */
export const Notice = z.object({
  id: z.string(),
  at: z.number(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
});

export type Notice = z.infer<typeof Notice>;
