import { SUBPROTOCOL, TUNNEL_PATH } from './ws-transport.ts';

/** Where a long-polling session is opened; one that is open is at `POLL_PATH/ID`. */
export const POLL_PATH = `${TUNNEL_PATH}/poll`;

/**
 * Field of every request and answer of long-polling, with the protocol's version as value. An answer without it is not the exit
 * server's but somebody's on the way.
 */
export const VERSION_FIELD = 'porthole-protocol';

/** Value of VERSION_FIELD. */
export const VERSION = SUBPROTOCOL;

/**
 * Field of the answer to a WebSocket handshake that has lost its `Upgrade` on the way (RFC 9110 §7.8 lets any intermediary drop it):
 * the client may use long-polling instead.
 */
export const UPGRADE_MISSING_FIELD = 'porthole-upgrade-missing';

/**
 * Longest body in either direction, bytes: as much as a session's outbox keeps waiting. Several are under way at once, so it need
 * not hold a round trip's worth.
 */
export const PIECE_BYTES = 256 * 1024;

/** How many pieces may be under way towards the client, asked for or not yet acknowledged. 2 MiB a round trip: 20 MB/s over 100 ms. */
export const DOWN_WINDOW = 8;

/** How many pieces may be under way towards the exit server: 1 MiB a round trip. */
export const UP_WINDOW = 4;

/** How long a poll waits for bytes, s: proxies and load balancers cut requests without an answer after 30 s at the earliest. */
export const HOLD_SECONDS = 25;

/** The least that a client asks for where the way cuts polls earlier, s. */
export const LEAST_HOLD_SECONDS = 5;

/**
 * How long a session stays without any poll waiting, ms: two pings, after which a silent peer of any transport is dead. A client that
 * changes its network has that long to come back.
 */
export const ABSENT_MS = 30_000;

/** How long an orderly close may take, ms: the same as a WebSocket's. */
export const POLL_CLOSE_MS = 3_000;
