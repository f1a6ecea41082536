import { z } from 'zod';
import { NO_RULES, TunnelRules } from '../rules/tunnel-rules.ts';
import { AlertRules } from './alert.ts';
import { HealthCheck } from './health-check.ts';
import { OnDemand, OnDemandState } from './on-demand.ts';
import { RulesView } from './rules.ts';
import { LinkWay } from './server.ts';

/** A DNS label (RFC 1035 §2.3.1, digits first allowed by RFC 1123 §2.1): a tunnel's name is the first label of its host. */
export const TunnelName = z
  .string()
  .regex(
    /^(?=.{1,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    'Use 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end.',
  );

/**
 * The address that a tunnel leads to, in one canonical form.
 * `http` tunnels: `http://HOST:PORT` or `https://HOST:PORT` (no path), or `folder:///PATH` for a folder (see folderUpstream); `tls` ones: `tls://HOST:PORT`; all others: `tcp://HOST:PORT`. Of a `forward` tunnel: the
 * target over there, as the exit server's network knows it, or another client's private service, `tcp://NAME.internal:PORT`.
 */
export const Upstream = z
  .string()
  .regex(/^(?:(?:https?|tcp|tls):\/\/[^/\s]+:[1-9]\d{0,4}|folder:\/\/[!-~]+)$/)
  .refine(
    (upstream) => upstream.startsWith('folder:') || Number(upstream.slice(upstream.lastIndexOf(':') + 1)) <= 65535,
    'Ports go up to 65535.',
  );

/** What the `Host` field of a request says when it reaches the upstream: the public host, the upstream's own, or a fixed value. */
export const HostHeader = z.union([
  z.literal('keep'),
  z.literal('upstream'),
  z.string().regex(/^[\x21-\x2e\x30-\x7e]{1,255}$/),
]);

/**
 * `http`, `tcp` and `tls`: a service of this computer made public, by its host, by a port, and by its host under its own certificate.
 * `private`: one that only the other clients of its exit server reach, as `NAME.internal`. `forward`: a service over there that is reached on this computer's localhost.
 */
export const TunnelKind = z.enum(['http', 'tcp', 'tls', 'private', 'forward']);

/** The header of the PROXY protocol by which a service is told who its visitor is. */
export const ProxyProtocol = z.enum(['v1', 'v2']);

/** More exit servers than one person has, and few enough that one upstream is not probed all the time. */
export const MAX_ALSO_SERVERS = 7;

/** What the user wants a tunnel to be; kept in the settings file. */
export const TunnelConfig = z.object({
  id: z.string().min(1),
  name: TunnelName,
  kind: TunnelKind,
  upstream: Upstream,
  /** Id of the server (see Server) that it runs over; `embedded` is the exit server inside the app. */
  serverId: z.string().min(1),
  /** The public port asked for, tcp only; absent: the exit server chooses. */
  remotePort: z.int().min(1).max(65535).optional(),
  /** The port of this computer that leads over there, forward only; absent: the target's own. */
  localPort: z.int().min(1).max(65535).optional(),
  hostHeader: HostHeader.default('keep'),
  /** Begins each connection to the upstream; absent: none. Not for forward tunnels. */
  proxyProtocol: ProxyProtocol.optional(),
  /** Who may use it, what is changed on the way, and until when. */
  rules: TunnelRules.default(NO_RULES),
  /** How its upstream is asked whether it is well, http only; absent: by a TCP connect. */
  healthCheck: HealthCheck.optional(),
  /** When its user wants to be told; absent: the defaults of AlertRules. */
  alerts: AlertRules.optional(),
  /** Whether files of a folder whose name begins with a dot are shared too, folders only; absent: not. */
  dotFiles: z.boolean().optional(),
  /** Whether other clients of the exit server may serve the name too, http and private only; absent: not. */
  shared: z.boolean().optional(),
  /** Servers that it runs over besides `serverId`, not forward; absent: none. */
  alsoServerIds: z.array(z.string().min(1)).max(MAX_ALSO_SERVERS).optional(),
  /** How the service is started when somebody visits it; absent: it is not. */
  onDemand: OnDemand.optional(),
  /** Whether it is to run: the app starts it again at the next launch. */
  enabled: z.boolean(),
  /** That its rules ended it, ms since the epoch; absent once it was started again. */
  ended: z.object({ at: z.number(), why: z.enum(['expired', 'idle']) }).optional(),
});

/** Which hop of `you → link → port → public URL` fails. */
export const Hop = z.enum(['link', 'upstream', 'public-url']);

/** The one button that mends an error, and what it does (see docs/decisions). */
export const Remedy = z.enum([
  'retry',
  'edit-upstream',
  'rename',
  'use-upstream-host',
  'enter-token',
  'add-licence',
  'change-server',
  'edit-rules',
]);

const why = {
  /** The exit server that it is about, of a tunnel that runs over several. */
  serverId: z.string().optional(),
  /** One sentence in plain words that names the failing hop, e.g. "Nothing answers on port 3000 since 14:02." */
  message: z.string(),
  /** The next step in plain words, e.g. "Start your server." */
  nextStep: z.string(),
  remedy: Remedy.optional(),
};

export const TunnelStatus = z.discriminatedUnion('state', [
  /** `ended`: its rules stopped it, not its user. */
  z.object({ state: z.literal('stopped'), ended: z.object({ at: z.number(), ...why }).optional() }),
  z.object({ state: z.literal('connecting') }),
  z.object({ state: z.literal('online'), since: z.number() }),
  z.object({ state: z.literal('degraded'), hop: Hop, since: z.number(), ...why }),
  z.object({
    state: z.literal('reconnecting'),
    /** 1 for the first try after the loss. */
    attempt: z.int(),
    /** When the next try starts, ms since the epoch; in the past while a try is under way. */
    nextTryAt: z.number(),
    ...why,
  }),
  z.object({ state: z.literal('refused'), code: z.string(), ...why }),
]);

/** The last answer of one of the three probes. Of a forward tunnel `upstream` is the target, and `publicUrl` the local port. */
export const Probe = z.object({
  /** `unknown` until the first answer. */
  state: z.enum(['unknown', 'ok', 'failed']),
  /** When it last answered, ms since the epoch. */
  checkedAt: z.number().optional(),
  /** How long the last good answer took, ms. */
  tookMs: z.number().optional(),
  /** Why it failed, one sentence. */
  message: z.string().optional(),
  /** When the certificate of an https public URL ends, ms since the epoch. */
  certificateExpiresAt: z.number().optional(),
});

export const Probes = z.object({ link: Probe, upstream: Probe, publicUrl: Probe });

/** One of the exit servers of a tunnel that runs over several. */
export const TunnelExit = z.object({
  serverId: z.string(),
  serverLabel: z.string(),
  status: TunnelStatus,
  /** As that of the tunnel. */
  publicUrl: z.string().optional(),
});

/** A tunnel as the page and the tray see it. */
export const Tunnel = TunnelConfig.extend({
  /** Without the hashes of its secrets. */
  rules: RulesView,
  status: TunnelStatus,
  /**
   * Where it is reached: `http(s)://NAME.DOMAIN[:PORT]` or `tcp://HOST:PORT`; `tcp://NAME.internal` of a private tunnel, `tcp://localhost:PORT` of
   * a forward one. Absent until the exit server has opened it for the first time.
   */
  publicUrl: z.string().optional(),
  serverLabel: z.string(),
  /** All its exit servers, that of `serverId` first, where it runs over several; `status` is that of all, the other fields are the first one's. */
  exits: z.array(TunnelExit).optional(),
  /** How the service is, where it is started on demand and the tunnel runs. */
  onDemandState: OnDemandState.optional(),
  ...LinkWay.shape,
});

/** A tunnel with the last answers of its probes, whose times are new every few seconds and with every visitor. */
export const ProbedTunnel = Tunnel.extend({
  probes: Probes,
  exits: z.array(TunnelExit.extend({ probes: Probes })).optional(),
});

/** What is new of the list of tunnels since the last message; in the first one all is. */
export const TunnelChanges = z.object({
  /** Those that are new or changed, in no order. */
  changed: z.array(Tunnel),
  /** Ids of all tunnels in the order of the list, where that changed; those that it leaves out are gone. */
  order: z.array(z.string()).optional(),
});

export type TunnelKind = z.infer<typeof TunnelKind>;
export type TunnelConfig = z.infer<typeof TunnelConfig>;
export type TunnelStatus = z.infer<typeof TunnelStatus>;
export type TunnelState = TunnelStatus['state'];
export type Remedy = z.infer<typeof Remedy>;
export type Hop = z.infer<typeof Hop>;
export type Probe = z.infer<typeof Probe>;
export type Probes = z.infer<typeof Probes>;
export type TunnelExit = z.infer<typeof TunnelExit>;
export type Tunnel = z.infer<typeof Tunnel>;
export type ProbedTunnel = z.infer<typeof ProbedTunnel>;
export type ProbedTunnelExit = NonNullable<ProbedTunnel['exits']>[number];
export type TunnelChanges = z.infer<typeof TunnelChanges>;
