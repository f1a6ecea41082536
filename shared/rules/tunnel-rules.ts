import { z } from 'zod';
import { parsePasswordHash } from './password-hash.ts';

/*
 * The rules of a tunnel: who may use it, what is changed on the way, and until when. One shape for the settings file, the wire and the page, and
 * one place where it is checked. No secret is in it: passwords and tokens are here as hashes only. The exit server enforces it.
 */

/** Bytes of all rules of a tunnel as JSON: they travel in one control message (64 KiB) with room to spare. */
export const MAX_RULES_BYTES = 32 * 1024;

/** Addresses of one list. Longer lists belong into a firewall. */
const MAX_ADDRESSES = 256;
/** Accounts, bearer tokens and links, each. */
const MAX_CREDENTIALS = 32;
/** Edits of one direction. */
const MAX_HEADER_EDITS = 32;
const MAX_ROUTES = 32;
/** A day in the year 9999: later ones are typing errors, and JavaScript's dates end not far behind. */
const MAX_TIME = Date.UTC(9999, 0, 1);
/** A year in minutes. */
const MAX_IDLE_MINUTES = 525_600;

/** An IPv4 or IPv6 address, or a range in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
export const AddressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'Use an address (192.0.2.7, 2001:db8::7) or a range (192.0.2.0/24, 2001:db8::/32).',
});

/** See parsePasswordHash. */
export const PasswordHash = z
  .string()
  .refine((text) => parsePasswordHash(text) !== undefined, 'This is no password hash.');

/** SHA-256 in base64url, of a secret of at least 128 random bits: what is random needs no slow hash. */
export const SecretHash = z.string().regex(/^[\w-]{43}$/);

const id = z.string().min(1).max(64);
const label = z.string().trim().max(100);

/** An account of HTTP basic authentication (RFC 7617 §2: no colon and no control character in the name). */
export const BasicAccount = z.object({
  user: z
    .string()
    .min(1, 'Enter a user name.')
    .max(128)
    .regex(/^[^:\p{Cc}]+$/u, 'A user name has no colon and no control character.'),
  passwordHash: PasswordHash,
});

/** A token that visitors send as `Authorization: Bearer` (RFC 6750 §2.1). */
export const BearerToken = z.object({ id, label, hash: SecretHash, last4: z.string().max(4) });

/**
 * A secret address for one visitor. Who opens it first gets a cookie; from then on `cookieHash` is there and the address lets nobody else in.
 */
export const VisitorLink = z.object({
  id,
  label,
  hash: SecretHash,
  cookieHash: SecretHash.optional(),
  /** When it was used, ms since the epoch. */
  usedAt: z.number().optional(),
});

/**
 * A field name that may be edited (RFC 9110 §5.1): a token, and none of those that frame or route the message, which would let one request look
 * like two (RFC 9112 §6, §9.6). `Host` has a setting of its own.
 */
export const EditableFieldName = z
  .string()
  .min(1, 'Enter a header name.')
  .max(128)
  .regex(/^[!#$%&'*+.^_`|~\w-]+$/, "A header name has letters, digits and !#$%&'*+-.^_`|~ only.")
  .refine(
    (name) =>
      !/^(?:connection|content-length|transfer-encoding|host|upgrade|te|trailer|keep-alive|expect|proxy-.*)$/i.test(
        name,
      ),
    'This header belongs to the connection and cannot be edited.',
  );

/** A field value (RFC 9110 §5.5), in ASCII: no control characters but tabs, and no space at either end. */
export const FieldValue = z
  .string()
  .max(2048)
  .regex(/^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/, 'A header value is one line of ASCII text.');

/** `set` replaces all fields of that name, `add` leaves them, `remove` takes them away. Applied in order. */
export const HeaderEdit = z.discriminatedUnion('act', [
  z.object({ act: z.literal('set'), name: EditableFieldName, value: FieldValue }),
  z.object({ act: z.literal('add'), name: EditableFieldName, value: FieldValue }),
  z.object({ act: z.literal('remove'), name: EditableFieldName }),
]);

/**
 * Requests below a path go to another upstream. `/api` holds `/api`, `/api?x` and `/api/x`, not `/apis`; the longest path that fits wins.
 * The paths are compared as the visitor wrote them, so none that a server might read in two ways is allowed here.
 */
export const PathRoute = z.object({
  path: z
    .string()
    .max(512)
    .regex(/^(?:\/[\w.~!$&'()*+,;=:@-]+)+$/, 'Use a path such as /api, without a slash at its end.')
    .refine((path) => !/\/\.{1,2}(?:\/|$)/.test(path), 'A path has no . and no .. in it.'),
  /** `http://HOST:PORT` or `https://HOST:PORT` */
  upstream: z.string().regex(/^https?:\/\/[^/\s]+:[1-9]\d{0,4}$/, 'Use an address such as http://127.0.0.1:4000.'),
  /** Whether `/api/x` reaches the upstream as `/x`. */
  stripPrefix: z.boolean(),
});

export const TunnelRules = z
  .object({
    /** Who may: where any account, bearer token or link is there, a visitor must have one of them. */
    basicAuth: z.array(BasicAccount).max(MAX_CREDENTIALS).default([]),
    bearer: z.array(BearerToken).max(MAX_CREDENTIALS).default([]),
    links: z.array(VisitorLink).max(MAX_CREDENTIALS).default([]),
    /** From where: none means from everywhere. `deny` beats `allow`. */
    allow: z.array(AddressRange).max(MAX_ADDRESSES).default([]),
    deny: z.array(AddressRange).max(MAX_ADDRESSES).default([]),
    /** Requests a second of one visitor (an IPv4 address or an IPv6 /64); bursts of twice as many are let through. */
    requestsPerSecond: z.number().min(0.1).max(100_000).optional(),
    /** Bytes of a request's body. */
    maxBodyBytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    requestHeaders: z.array(HeaderEdit).max(MAX_HEADER_EDITS).default([]),
    responseHeaders: z.array(HeaderEdit).max(MAX_HEADER_EDITS).default([]),
    routes: z.array(PathRoute).max(MAX_ROUTES).default([]),
    /** When the tunnel ends by itself, ms since the epoch. */
    expiresAt: z.int().min(0).max(MAX_TIME).optional(),
    /** Ends it after so many minutes without a visitor. */
    idleMinutes: z.int().min(1).max(MAX_IDLE_MINUTES).optional(),
  })
  .superRefine((rules, context) => {
    const twice = <Entry>(list: readonly Entry[], key: (entry: Entry) => string, field: string, name: string) => {
      const seen = new Set<string>();
      list.forEach((entry, index) => {
        if (seen.has(key(entry))) context.addIssue({ code: 'custom', path: [field, index], message: name });
        seen.add(key(entry));
      });
    };
    twice(rules.basicAuth, ({ user }) => user, 'basicAuth', 'This user is there already.');
    twice(rules.routes, ({ path }) => path, 'routes', 'This path is there already.');
    twice(rules.bearer, (token) => token.id, 'bearer', 'This token is there already.');
    twice(rules.links, (link) => link.id, 'links', 'This link is there already.');
    if (new TextEncoder().encode(JSON.stringify(rules)).length > MAX_RULES_BYTES) {
      context.addIssue({ code: 'custom', message: 'These are more rules than fit into one message: use fewer.' });
    }
  });

export type TunnelRules = z.infer<typeof TunnelRules>;
export type BasicAccount = z.infer<typeof BasicAccount>;
export type BearerToken = z.infer<typeof BearerToken>;
export type VisitorLink = z.infer<typeof VisitorLink>;
export type HeaderEdit = z.infer<typeof HeaderEdit>;
export type PathRoute = z.infer<typeof PathRoute>;

/** No rules: everybody may, nothing is changed, for ever. */
export const NO_RULES: TunnelRules = TunnelRules.parse({});

/** Whether any rule is set. */
export function hasRules(rules: TunnelRules): boolean {
  return JSON.stringify(rules) !== JSON.stringify(NO_RULES);
}
