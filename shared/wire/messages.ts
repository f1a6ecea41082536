import { z } from 'zod';
import { MAX_LICENCE } from '../licence/licence-claims.ts';
import { SecretHash, TunnelRules } from '../rules/tunnel-rules.ts';

/*
 * Every message of the control stream. Read this file first: together with the stream header (stream-header.ts) it is what client
 * and exit server say to each other; the rest of this folder carries it.
 *
 *   client                         exit server
 *     hello            ─────────▶
 *                      ◀─────────  welcome
 *     open-tunnel      ─────────▶
 *                      ◀─────────  tunnel-opened | tunnel-refused
 *     health           ─────────▶                    whenever the upstream's state changes
 *     update-tunnel    ─────────▶                    other rules, while it is open
 *                      ◀─────────  tunnel-updated | tunnel-refused
 *                      ◀─────────  link-used         a visitor has used a link of its rules
 *     close-tunnel     ─────────▶
 *     licence          ─────────▶                    when the licence of the hello was renewed or replaced
 *                      ◀─────────  tunnel-closed     when the exit server ends a tunnel by itself
 *                      ◀─────────  notice, drain, session-ended
 *     moved            ─────────▶                    after drain, when its tunnels are open on another session
 *
 * Messages of an unknown type are ignored and unknown keys dropped, so that either side may be newer.
 */

/** Version of the protocol; the WebSocket subprotocol `porthole.v1` carries the same number. */
export const PROTOCOL_VERSION = 1;

/** Bytes of one message as JSON. Without rules the longest real one is under 2 KiB; rules have at most 32. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** Characters of a text for people. */
export const MAX_TEXT = 1024;

/** Characters of an id, a version or a platform name. */
export const MAX_ID = 128;

/** Characters of a client's or a host's name (RFC 1035 §2.3.4 allows 255 octets for a domain name). */
export const MAX_NAME = 255;

/** Characters of a URL or an upstream. */
export const MAX_URL = 2048;

/** Names of features in a welcome; those that a side does not know it passes over. */
export const MAX_FEATURES = 64;

/**
 * What this exit server can do that earlier ones could not: a client must not ask others for it. `tls`, `private`, `forward`: tunnels of that
 * kind. `balance`: several clients behind one name. `rules`: rules of tunnels. `licence`: it takes `licence` messages.
 */
export const FEATURES = ['tls', 'private', 'forward', 'balance', 'rules', 'licence'] as const;

const id = z.string().min(1).max(MAX_ID);
const name = z.string().max(MAX_NAME);
/** For people, who read it in a terminal or a log: a control character becomes a space. */
const text = z
  .string()
  .max(MAX_TEXT)
  .overwrite((said) => said.replace(/\p{Cc}/gu, ' '));
const url = z.string().min(1).max(MAX_URL);
const port = z.int().min(1).max(65535);
/** Number of a tunnel within the session, given by the exit server; u32. */
const tunnelId = z.int().min(0).max(0xffffffff);
const protocolVersion = z.int().min(1).max(0xffff);

/** The client introduces itself: the first message on the control stream. */
export const Hello = z.object({
  type: z.literal('hello'),
  version: protocolVersion,
  /** Random and lasting: a session with the same id takes the names and ports of the stale one over. */
  clientId: id,
  /** Name of the computer, for the exit server's lists. */
  clientName: name,
  clientVersion: id,
  /** e.g. `linux-x64`. */
  platform: id,
  /** A signed licence, where the client has one that this exit server takes; see docs/protocol.md §7. */
  licence: z.string().min(1).max(MAX_LICENCE).optional(),
});

/** The client asks for a tunnel. */
export const OpenTunnel = z.object({
  type: z.literal('open-tunnel'),
  /** Chosen by the client; the answer repeats it. */
  requestId: id,
  kind: z.enum(['http', 'tcp', 'tls', 'private', 'forward']),
  /** First label of the host for http, tls and private (`NAME.internal`) tunnels; only a name for lists for the others. */
  name: z.string().min(1).max(MAX_NAME),
  /** Public port wanted, tcp only; absent: the exit server chooses. */
  remotePort: port.optional(),
  /** Where local forwarding is to lead, forward only: `HOST:PORT` as the exit server's network knows it, or `NAME.internal:PORT`. */
  target: z
    .string()
    .min(1)
    .max(MAX_NAME + 8)
    .optional(),
  /** Whether other clients may serve the name too, http and private only: all of them must say so. */
  shared: z.boolean().optional(),
  /** The client's end: where the tunnel leads to, or where a forward tunnel listens. Informative: shown by `porthole-exit status`. */
  upstream: url,
  /** What the exit server is to enforce; absent: nothing. Only for exit servers with the feature `rules`: others would let everybody in. */
  rules: TunnelRules.optional(),
});

/** The client gives an open tunnel other rules, which hold for every request from then on. Feature `rules`. */
export const UpdateTunnel = z.object({
  type: z.literal('update-tunnel'),
  /** Chosen by the client, as that of `open-tunnel`; the answer repeats it. */
  requestId: id,
  tunnelId,
  rules: TunnelRules,
});

/** The client ends a tunnel. */
export const CloseTunnel = z.object({ type: z.literal('close-tunnel'), tunnelId });

/** The client says whether its upstream answers. */
export const Health = z.object({ type: z.literal('health'), tunnelId, healthy: z.boolean(), message: text.optional() });

/** The client presents another licence: from now on this one counts, if it is good; where it is not, a `notice` says why. */
export const LicenceMessage = z.object({ type: z.literal('licence'), licence: z.string().min(1).max(MAX_LICENCE) });

/** The client has its tunnels on another session now, after `drain`: this one only serves what it has begun. */
export const Moved = z.object({ type: z.literal('moved') });

/** The exit server accepts the session. */
export const Welcome = z.object({
  type: z.literal('welcome'),
  version: protocolVersion,
  serverVersion: id,
  sessionId: id,
  /** Tunnels get `NAME.DOMAIN`. */
  domain: name,
  /** Where visitors reach http tunnels, e.g. `http://exit.example.com:8000`, where it is known. */
  dataPlaneUrl: url.optional(),
  /** What it can do beyond the first version of this protocol, see FEATURES; absent from exit servers that have none of it. */
  features: z.array(id).max(MAX_FEATURES).optional(),
  /** What the token of this session is, as it was at its start; absent from earlier exit servers. */
  token: z
    .object({
      /** What its maker calls it; absent of the one that all share. */
      label: name.optional(),
      /** Whether it may manage tokens. */
      admin: z.boolean(),
      /** What it may open, in words. */
      may: text,
      /** When it ends by itself; absent: never. */
      expiresAt: z.iso.datetime().optional(),
    })
    .optional(),
});

/** The tunnel is open. */
export const TunnelOpened = z.object({ type: z.literal('tunnel-opened'), requestId: id, tunnelId, publicUrl: url });

/** Why a tunnel was refused, for programs. */
export const RefusalCode = z.enum([
  'name-taken',
  'port-taken',
  'port-not-allowed',
  'bad-name',
  'not-allowed',
  'too-many-tunnels',
  'bad-rules',
  'expired',
]);

/** The tunnel was not opened, or keeps the rules that it had. */
export const TunnelRefused = z.object({
  type: z.literal('tunnel-refused'),
  requestId: id,
  code: RefusalCode,
  /** One line that says what to do. */
  message: text,
  /** Where it is because the licence of the session does not count any more: its LicenceRefusalCode. Absent from earlier exit servers. */
  licence: id.optional(),
});

/** The new rules of a tunnel hold. */
export const TunnelUpdated = z.object({ type: z.literal('tunnel-updated'), requestId: id });

/** A visitor has used a link of the tunnel's rules: from now on they are to be sent with `cookieHash`, which lets this visitor in and nobody else. */
export const LinkUsed = z.object({
  type: z.literal('link-used'),
  tunnelId,
  linkId: id,
  cookieHash: SecretHash,
  /** ms since the epoch */
  usedAt: z.int().min(0),
});

/** The exit server has ended a tunnel. Codes are open-ended; those of its rules are `expired` and `idle`. */
export const TunnelClosed = z.object({ type: z.literal('tunnel-closed'), tunnelId, code: id, message: text });

/** Something that people should read. */
export const ServerNotice = z.object({
  type: z.literal('notice'),
  level: z.enum(['info', 'warning', 'error']),
  message: text,
});

/** The exit server will stop: the client should connect again elsewhere or later. */
export const Drain = z.object({
  type: z.literal('drain'),
  message: text,
  /** Milliseconds until the session is closed. */
  deadlineMs: z.int().min(0).max(86_400_000),
});

/**
 * The exit server closes the session, and will refuse another one in the same way: the client waits for its user. Codes are
 * open-ended; ours are `token-revoked`, `token-expired` and `token-replaced`, and those of LicenceRefusalCode.
 */
export const SessionEnded = z.object({
  type: z.literal('session-ended'),
  code: id,
  /** One sentence that says what to do. */
  message: text,
});

/** What a client sends. */
export const ClientMessage = z.discriminatedUnion('type', [
  Hello,
  OpenTunnel,
  UpdateTunnel,
  CloseTunnel,
  Health,
  LicenceMessage,
  Moved,
]);

/** What an exit server sends. */
export const ServerMessage = z.discriminatedUnion('type', [
  Welcome,
  TunnelOpened,
  TunnelRefused,
  TunnelUpdated,
  LinkUsed,
  TunnelClosed,
  ServerNotice,
  Drain,
  SessionEnded,
]);

export type ClientMessage = z.infer<typeof ClientMessage>;
export type ServerMessage = z.infer<typeof ServerMessage>;
export type Hello = z.infer<typeof Hello>;
export type Welcome = z.infer<typeof Welcome>;
export type OpenTunnel = z.infer<typeof OpenTunnel>;
export type UpdateTunnel = z.infer<typeof UpdateTunnel>;
export type LinkUsed = z.infer<typeof LinkUsed>;
export type RefusalCode = z.infer<typeof RefusalCode>;
