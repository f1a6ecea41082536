import { MAX_HEAD_BYTES } from '../../shared/http1/limits.ts';
import { DEFAULT_LIMITS } from '../../shared/wire/session-limits.ts';

/** What the exit server grants to one visitor, one client, one stranger, and to all of them together. */
export interface ExitLimits {
  /** Proxies in front whose X-Forwarded-For is believed; 0: none, the address of a connection is the visitor's. */
  trustedProxyDepth: number;
  /** Connections of visitors that are open at once, HTTP and TCP together. */
  maxConnections: number;
  /** Those of one visitor; 0: no limit. Not counted behind trusted proxies, whose connections they are. */
  maxConnectionsPerVisitor: number;
  /** HTTP requests of one visitor a second, in bursts of as many; 0: no limit. */
  maxRequestRate: number;
  /** Bytes of a request's head. */
  maxHeaderBytes: number;
  /** From a head's first byte to its last, ms. */
  headTimeoutMs: number;
  /** How long a visitor's connection may stay without a request, ms. */
  idleTimeoutMs: number;
  /** How long an upload may pause, ms. */
  bodyTimeoutMs: number;
  /** Tunnels of one session. */
  maxTunnels: number;
  /** Streams of one session: its visitors' requests and connections at once. */
  maxStreams: number;
  /** Bytes by which the windows of one session's streams may grow together, above 256 KiB each. */
  maxWindowGrowth: number;
  /** Connections to the control plane that carry no session (yet). */
  maxHandshakes: number;
  /** Those of one address; 0: no limit. Not counted behind trusted proxies. */
  maxHandshakesPerAddress: number;
  /** Wrong tokens of one address a minute; 0: no limit. */
  maxAuthFailures: number;
}

export const DEFAULT_EXIT_LIMITS: ExitLimits = {
  // Whoever connects can write any X-Forwarded-For.
  trustedProxyDepth: 0,
  // Each takes about 20 KiB of this process and a file descriptor, of which systemd and Docker grant half a million and more.
  maxConnections: 20_000,
  // A browser opens 6 to a host; an office or a mobile network behind one address has a hundred of them.
  maxConnectionsPerVisitor: 512,
  // Whoever shares a service decides what it can bear.
  maxRequestRate: 0,
  maxHeaderBytes: MAX_HEAD_BYTES,
  // A whole head fits into a few packets, even with one of them lost twice.
  headTimeoutMs: 10_000,
  // Browsers open connections ahead of need and keep used ones; nginx keeps them for 75 s, Apache for 5.
  idleTimeoutMs: 60_000,
  // As nginx's client_body_timeout. A request that streams rare messages needs more.
  bodyTimeoutMs: 60_000,
  // Far more than a person has services, few enough that one client cannot take all names and ports.
  maxTunnels: 100,
  maxStreams: DEFAULT_LIMITS.maxStreams,
  maxWindowGrowth: DEFAULT_LIMITS.growthBudget,
  // A handshake takes some round trips: enough for a thousand clients that come back at the same moment.
  maxHandshakes: 2_048,
  // As many clients behind one address at the same moment; a stranger's flood stays a small part of the total.
  maxHandshakesPerAddress: 64,
  // A person mistypes a token a few times; 14,400 guesses a day find nothing in 96 bits and more.
  maxAuthFailures: 10,
};
