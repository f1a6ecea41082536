const HOUR_MS = 60 * 60 * 1_000;

/** The rules of time for licences; both ends keep to them. */
export const LICENCE_TIMES = {
  /** How long a subscription's statement is fresh: a cancelled one is noticed within a day. */
  recheckMs: 24 * HOUR_MS,
  /** For how much longer it works where the issuer cannot be reached: a long weekend. */
  graceMs: 72 * HOUR_MS,
  /** How much earlier than its beginning a licence is taken: clocks of servers differ by seconds (RFC 7519 §4.1.5 allows "some small leeway"). */
  leewayMs: 60_000,
  /** Days before the end at which the user is told, once each. */
  warnDays: [30, 7, 1],
  /** From here on a difference between two clocks is worth telling, ms: less comes from slow networks and does no harm. */
  clockOffMs: 5 * 60_000,
} as const;
