/** Bounds of one session. Each has a default; a session may be given others. */
export interface SessionLimits {
  /** Streams that may be open at once in each direction; a SYN above it is answered by RST. */
  maxStreams: number;
  /** Bytes up to which one stream's receive window may grow. */
  maxWindow: number;
  /** Bytes by which all receive windows of the session together may have grown above their initial 256 KiB. */
  growthBudget: number;
  /** Milliseconds between two pings. */
  pingIntervalMs: number;
  /** Pings that may pass without a single byte from the peer; at this many it is taken for dead. */
  silentPings: number;
  /** Highest stream id that is ever used: the end of the u32 field. */
  lastStreamId: number;
}

export const DEFAULT_LIMITS: SessionLimits = {
  // Thousands of WebSocket visitors on one client are plausible; the 256 KiB each could hold back bound the worst case.
  maxStreams: 4096,
  // 1 Gbit/s over 130 ms of round trip; beyond that one stream is not what limits.
  maxWindow: 16 * 1024 * 1024,
  // Four streams at the maximum, or sixty at 1 MiB: what one slow peer can make this process hold stays in the tens of MiB.
  growthBudget: 64 * 1024 * 1024,
  // Home routers and load balancers drop silent TCP connections after 30 s at the earliest (RFC 5382 asks for two hours, few obey).
  pingIntervalMs: 15_000,
  // One ping may be lost in a short outage that TCP mends; two (30 to 45 s) is a dead link.
  silentPings: 2,
  lastStreamId: 0xffffffff,
};
