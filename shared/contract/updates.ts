import { z } from 'zod';

/** Why an app never looks for updates: it runs from a checkout; it is a package that the system's own tools replace; its build names no place. */
export const UpdatesOff = z.enum(['development', 'package', 'no-feed']);

/** What went wrong, for programs; people get the message. */
export const UpdateFault = z.enum([
  'unreachable',
  'no-release',
  'bad-feed',
  'not-genuine',
  'not-signed',
  'no-room',
  'not-writable',
  'unknown',
]);

const Version = z.string();

/** How far the update of the desktop app is. Nothing is downloaded or installed that its user did not ask for. */
export const UpdateStep = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off'), reason: UpdatesOff }),
  /** `checkedAt`: when there was last known to be nothing newer, ms since the epoch; undefined: not since the start. */
  z.object({ state: z.literal('idle'), checkedAt: z.number().optional() }),
  z.object({ state: z.literal('checking') }),
  /** `declined`: its user said "Not now" to this very version. */
  z.object({ state: z.literal('available'), version: Version, declined: z.boolean() }),
  /** `total` is 0 until it is known. */
  z.object({ state: z.literal('downloading'), version: Version, received: z.number(), total: z.number() }),
  /** Downloaded and checked; a restart installs it. */
  z.object({ state: z.literal('ready'), version: Version, declined: z.boolean() }),
  z.object({
    state: z.literal('failed'),
    during: z.enum(['check', 'download', 'install']),
    /** What it was about, where that is known. */
    version: Version.optional(),
    reason: UpdateFault,
    message: z.string(),
    nextStep: z.string(),
  }),
]);

export const Updates = z.object({
  step: UpdateStep,
  /** Whether `openReleases` leads somewhere. */
  hasReleasePage: z.boolean(),
});

export type UpdatesOff = z.infer<typeof UpdatesOff>;
export type UpdateFault = z.infer<typeof UpdateFault>;
export type UpdateStep = z.infer<typeof UpdateStep>;
export type Updates = z.infer<typeof Updates>;
