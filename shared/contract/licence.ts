import { z } from 'zod';

/**
 * How a licence is. `valid`: it works. `grace`: a subscription that works, though its issuer could not be asked for a day; `validUntil` and `message` say
 * until when. `unchecked`: no exit server could be asked about it yet. `clock-off`: this computer's clock is wrong, and shows the licence as over
 * or not begun, which it is not. `not-yet-valid`, `expired`, `revoked` (cancelled, too), `unknown-issuer` (none of its servers takes licences of this issuer),
 * `device-limit` (all places of the subscription are taken by other computers), `invalid` (damaged or forged), `unreadable` (the vault cannot
 * decrypt it: import it again): it does not work.
 */
export const LicenceState = z.enum([
  'valid',
  'grace',
  'unchecked',
  'clock-off',
  'not-yet-valid',
  'expired',
  'revoked',
  'unknown-issuer',
  'device-limit',
  'invalid',
  'unreadable',
]);

/** A licence as the page sees it: never the signed text or the key itself. All times are ms since the epoch. */
export const Licence = z.object({
  /** Of this app, for `remove` and `recheck`. */
  id: z.string(),
  /** The issuer's own id of it, e.g. `lic_3f9a1c…`: what the holder says when asking for help. */
  licenceId: z.string(),
  /** Whom it was issued to. */
  holder: z.string(),
  /** What the issuer calls it, e.g. `Studio`. */
  plan: z.string(),
  /** `static`: a signed file, checked offline. `subscription`: a key, activated for this computer and re-checked daily. */
  kind: z.enum(['static', 'subscription']),
  limits: z.object({
    /** Tunnels at once, of all computers that use the licence; absent: no limit. */
    tunnels: z.number().optional(),
    /** Whether TCP tunnels are allowed. */
    tcp: z.boolean(),
    /** Names that tunnels may have, `*` for any characters within a label; absent: any. */
    names: z.array(z.string()).optional(),
  }),
  /** Tunnels of this computer that are open now over servers that it is for. Other computers may use more of the limit. */
  inUse: z.object({ tunnels: z.number() }),
  validFrom: z.number(),
  /** When it ends; absent: a subscription that goes on until it is cancelled. */
  validUntil: z.number().optional(),
  /** Days until then, rounded up; 0 when it is over; absent with `validUntil`. */
  daysLeft: z.number().optional(),
  /** Name of who issued it. */
  issuer: z.string(),
  /** Where it was bought or issued, `https://…`, for renewing it. */
  url: z.string().optional(),
  /** Servers (their `id`) that it is presented to. Empty: none of them takes it. */
  serverIds: z.array(z.string()),
  state: LicenceState,
  /** How it is, in one or two sentences, e.g. `It expired on 3 May 2026.` */
  message: z.string(),
  /** What the user should do; empty where nothing is to be done. */
  nextStep: z.string(),
  /** Subscription whose places are all taken: names of the computers that have them. */
  devices: z.array(z.string()).optional(),
  /** When an exit server was last asked about it; absent: never. */
  checkedAt: z.number().optional(),
  /** Last four characters of the key or of the signed text. */
  last4: z.string(),
});

export type Licence = z.infer<typeof Licence>;
export type LicenceState = z.infer<typeof LicenceState>;
