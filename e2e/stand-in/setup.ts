import { z } from 'zod';

/** How a test wants the stand-in to be; given as JSON in PORTHOLE_STAND_IN. */
export const StandInSetup = z.object({
  keychain: z
    .enum(['basic_text', 'gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6', 'unknown'])
    .default('gnome_libsecret'),
  /** Work areas of the displays, px. */
  displays: z
    .array(z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }))
    .default([{ x: 0, y: 0, width: 1920, height: 1040 }]),
  /** What the app takes the system for. Only what it does by itself changes, and macOS is the one whose files and sockets are like Linux's. */
  platform: z.enum(['linux', 'darwin']).default('linux'),
  /** As if it ran from a package, and not from a checkout. */
  packaged: z.boolean().default(false),
  /** The folder beside `app.asar`; by default the one in which the app's folder is. */
  resources: z.string().optional(),
  /** As if a window had `nodeIntegrationInSubFrames`: the preload also runs in frames, so that main alone must refuse them. */
  preloadInSubFrames: z.boolean().default(false),
});

export type StandInSetup = z.input<typeof StandInSetup>;

export const SETUP_VARIABLE = 'PORTHOLE_STAND_IN';

export function readSetup(environment: NodeJS.ProcessEnv): z.output<typeof StandInSetup> {
  return StandInSetup.parse(JSON.parse(environment[SETUP_VARIABLE] ?? '{}'));
}
