import { z } from 'zod';
import { MAX_LICENCE } from './licence-claims.ts';

/*
 * What clients ask the control plane about licences: one GET, and three POSTs with a JSON object each. No token is needed: whoever has a key may
 * ask for what it gives, and issuers are no secret.
 */

/** Where it is asked. */
export const LICENCE_PATHS = {
  /** GET: LicenceIssuers. */
  issuers: '/licence/issuers',
  /** DeviceRequest → Statement. */
  activate: '/licence/activate',
  /** DeviceRequest → Statement; StaticRequest → StaticAnswer. */
  check: '/licence/check',
  /** DeviceRequest → {}. */
  deactivate: '/licence/deactivate',
} as const;

/** Issuers that an exit server takes licences of; more than anybody trusts. */
export const MAX_ISSUERS = 32;
const MAX_LABEL = 100;
/** Computers that are named in a refusal. */
export const MAX_DEVICES_NAMED = 20;

/** Whose licences an exit server takes. */
export const LicenceIssuers = z.object({
  /** Whether a session needs a licence. */
  required: z.boolean(),
  /** Whether subscriptions are activated here. */
  activates: z.boolean(),
  issuers: z
    .array(
      z.object({
        /** Thumbprint of its key (RFC 7638), as in `kid` of its licences. */
        kid: z.string().max(64),
        name: z.string().max(100),
        /** Control plane where its subscriptions are activated, `wss://HOST[:PORT]`; absent: nowhere, or here. */
        url: z.string().max(2048).optional(),
      }),
    )
    .max(MAX_ISSUERS),
});

/** A computer asks for, renews or gives up its place in a subscription. */
export const DeviceRequest = z.object({
  key: z.string().max(64),
  /** See deviceId(). */
  device: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Name of the computer, shown where all places are taken. */
  label: z
    .string()
    .trim()
    .min(1)
    .max(MAX_LABEL)
    .regex(/^\P{C}*$/u, 'must be plain text'),
});

/** Asks whether a signed licence would be taken here now. */
export const StaticRequest = z.object({ licence: z.string().max(MAX_LICENCE) });

/** A subscription as its issuer states it now: what is to be presented to exit servers. */
export const Statement = z.object({ licence: z.string().max(MAX_LICENCE) });

export const StaticAnswer = z.object({ valid: z.literal(true) });

/** Why it is refused, for programs; the same codes end sessions. */
export const LicenceRefusalCode = z.enum([
  'licence-required',
  'licence-invalid',
  'licence-unknown-issuer',
  'licence-not-yet-valid',
  'licence-expired',
  'licence-revoked',
  'licence-other-device',
  'licence-unknown-key',
  'licence-device-limit',
]);

/** A refusal. */
export const LicenceProblem = z.object({
  code: LicenceRefusalCode,
  /** One line for people that says what to do. */
  message: z.string().max(1024),
  /** Names of the computers that have the places, where all are taken. */
  devices: z.array(z.string().max(MAX_LABEL)).max(MAX_DEVICES_NAMED).optional(),
});

export type LicenceIssuers = z.infer<typeof LicenceIssuers>;
export type DeviceRequest = z.infer<typeof DeviceRequest>;
export type LicenceRefusalCode = z.infer<typeof LicenceRefusalCode>;
export type LicenceProblem = z.infer<typeof LicenceProblem>;
