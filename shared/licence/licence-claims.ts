import { z } from 'zod';

/** `typ` of a licence's header (RFC 7515 §4.1.9): a token that was signed for something else is none. */
export const LICENCE_TYPE = 'porthole-licence+jwt';

/** Characters of a licence in compact serialization. One with a hundred names has some 2,500. */
export const MAX_LICENCE = 4096;

/** Names in a licence: a licence must fit into MAX_LICENCE. */
const MAX_NAMES = 50;
/** One or more labels, `*` within one; as in the scope of a token. */
const NAME_PATTERN = /^(?=.{1,253}$)[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?(?:\.[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?)*$/;
/** Seconds since the epoch (RFC 7519 §2, NumericDate), up to the year 9999. */
const Time = z.int().min(0).max(253_402_300_799);
/** Shown to people, in terminals too. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{C}*$/u, 'must be plain text');

/** What the holder may do. */
export const LicenceLimits = z.object({
  /** Tunnels at once, over all sessions with the licence; absent: as many as the exit server allows. */
  tunnels: z.int().min(1).max(10_000).optional(),
  /** Whether TCP tunnels are allowed. */
  tcp: z.boolean(),
  /** Names of HTTP, TLS and private tunnels, e.g. `blog` or `*-dev`; absent: any. */
  names: z
    .array(z.string().toLowerCase().regex(NAME_PATTERN, 'must be names like blog or *-dev'))
    .min(1)
    .max(MAX_NAMES)
    .optional(),
});

/** The claims of a licence: of a static one as it was issued, of a subscription as the issuer states it anew each day. */
export const LicenceClaims = z
  .object({
    /** Name of the issuer, as in its key file. */
    iss: text(100),
    /** Id of the licence, e.g. `lic_3f9a…`; unique for an issuer. */
    jti: z.string().regex(/^lic_[0-9a-f]{12}$/),
    holder: text(100),
    plan: text(100),
    kind: z.enum(['static', 'subscription']),
    limits: LicenceLimits,
    iat: Time,
    nbf: Time,
    /** End of the licence; of a subscription: end of the grace time of this statement. */
    exp: Time,
    /** Where it was bought or issued. */
    url: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .optional(),
    /** Subscription: the one computer that this statement is for, see deviceId(). */
    device: z.string().max(64).optional(),
    /** Subscription: when the next re-check is due. */
    due: Time.optional(),
    /** Subscription: when it ends by itself; absent: when it is cancelled. */
    until: Time.optional(),
  })
  .refine(
    ({ kind, device, due }) => kind === 'static' || (device !== undefined && due !== undefined),
    'is for no device',
  );

export type LicenceLimits = z.infer<typeof LicenceLimits>;
export type LicenceClaims = z.infer<typeof LicenceClaims>;
