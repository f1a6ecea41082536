/**
 * How long one address of a name may take to accept a connection before the next one is tried, ms (RFC 8305 §5 calls it the connection
 * attempt delay and recommends 250). Node gives the former address up at that moment instead of letting both race, so that it must
 * be longer than the round trip of a satellite link, 600 to 700 ms: with 250 such a link would reach only the last address.
 */
export const DIAL_ATTEMPT_MS = 1_000;
