import { z } from 'zod';

/** What the user may choose of the desktop app itself. */
export const DesktopSettings = z.object({
  /** It starts when its user logs in, in the tray alone. */
  startAtLogin: z.boolean(),
  /** Alerts are shown as notifications of the system, too. */
  notifyAlerts: z.boolean(),
  /** New versions are looked for at the start and once a day, and told of; nothing is downloaded by that. */
  lookForUpdates: z.boolean(),
});

export type DesktopSettings = z.infer<typeof DesktopSettings>;
