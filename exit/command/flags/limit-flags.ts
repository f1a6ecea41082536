import { DEFAULT_EXIT_LIMITS as DEFAULT } from '../../limits/exit-limits.ts';
import type { Flag } from './flag.ts';
import { wholeNumber } from './whole-number.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
/** An hour: whoever wants to wait longer for bytes wants no limit, which would be a hole. */
const LONGEST_WAIT_S = 3_600;
/** More than one process can hold. */
const MOST = 1_000_000;

const milliseconds = wholeNumber(1, LONGEST_WAIT_S).transform((seconds) => seconds * 1_000);

/** What one visitor, client or stranger gets, so that the others get theirs; the reasons are in exit/limits/exit-limits.ts. */
export const LIMIT_FLAGS = {
  trustedProxyDepth: {
    spelling: '--trusted-proxy-depth <n>',
    group: 'Limits',
    fallback: String(DEFAULT.trustedProxyDepth),
    help: 'proxies in front whose X-Forwarded-For is believed: the visitor is its nth entry from the right',
    schema: wholeNumber(0, 16),
  },
  maxConnections: {
    spelling: '--max-connections <n>',
    group: 'Limits',
    fallback: String(DEFAULT.maxConnections),
    help: 'connections of all visitors at once, HTTP and TCP',
    schema: wholeNumber(1, MOST),
  },
  maxConnectionsPerVisitor: {
    spelling: '--max-connections-per-visitor <n>',
    group: 'Limits',
    fallback: String(DEFAULT.maxConnectionsPerVisitor),
    help: 'connections of one visitor (IPv4 address or IPv6 /64) at once; 0: no limit',
    schema: wholeNumber(0, MOST),
  },
  maxRequestRate: {
    spelling: '--max-request-rate <n>',
    group: 'Limits',
    fallback: String(DEFAULT.maxRequestRate),
    help: 'HTTP requests of one visitor a second, more are answered 429; 0: no limit',
    schema: wholeNumber(0, MOST),
  },
  maxHeaderSize: {
    spelling: '--max-header-size <KiB>',
    group: 'Limits',
    fallback: String(DEFAULT.maxHeaderBytes / KIB),
    help: "KiB of a request's head, longer ones are answered 431",
    schema: wholeNumber(1, DEFAULT.maxHeaderBytes / KIB).transform((size) => size * KIB),
  },
  headTimeout: {
    spelling: '--head-timeout <seconds>',
    group: 'Limits',
    fallback: String(DEFAULT.headTimeoutMs / 1_000),
    help: "how long a request's head may take to arrive",
    schema: milliseconds,
  },
  idleTimeout: {
    spelling: '--idle-timeout <seconds>',
    group: 'Limits',
    fallback: String(DEFAULT.idleTimeoutMs / 1_000),
    help: 'how long a connection may stay without a request',
    schema: milliseconds,
  },
  bodyTimeout: {
    spelling: '--body-timeout <seconds>',
    group: 'Limits',
    fallback: String(DEFAULT.bodyTimeoutMs / 1_000),
    help: 'how long an upload may pause',
    schema: milliseconds,
  },
  maxTunnels: {
    spelling: '--max-tunnels <n>',
    group: 'Limits',
    fallback: String(DEFAULT.maxTunnels),
    help: 'tunnels of one client',
    schema: wholeNumber(1, 10_000),
  },
  maxStreams: {
    spelling: '--max-streams <n>',
    group: 'Limits',
    fallback: String(DEFAULT.maxStreams),
    help: 'requests and connections of one client at once; each may hold 256 KiB of memory',
    // Clients refuse more.
    schema: wholeNumber(1, DEFAULT.maxStreams),
  },
  maxWindowGrowth: {
    spelling: '--max-window-growth <MiB>',
    group: 'Limits',
    fallback: String(DEFAULT.maxWindowGrowth / MIB),
    help: 'MiB of memory that fast transfers of one client may take beyond that',
    schema: wholeNumber(0, 4_096).transform((size) => size * MIB),
  },
  maxHandshakes: {
    spelling: '--max-handshakes <n>',
    group: 'Limits',
    fallback: String(DEFAULT.maxHandshakes),
    help: 'connections to the control plane at once that are no sessions',
    schema: wholeNumber(1, MOST),
  },
  maxHandshakesPerAddress: {
    spelling: '--max-handshakes-per-address <n>',
    group: 'Limits',
    fallback: String(DEFAULT.maxHandshakesPerAddress),
    help: 'those of one address; 0: no limit',
    schema: wholeNumber(0, MOST),
  },
  maxAuthFailures: {
    spelling: '--max-auth-failures <n>',
    group: 'Limits',
    fallback: String(DEFAULT.maxAuthFailures),
    help: 'wrong tokens of one address a minute, then 429; 0: no limit',
    schema: wholeNumber(0, MOST),
  },
} as const satisfies Record<string, Flag>;
