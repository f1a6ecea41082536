import { z } from 'zod';

/** What the user may choose. */
export const Preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Server that new shares run over. */
  defaultServerId: z.string(),
});

export type Preferences = z.infer<typeof Preferences>;
