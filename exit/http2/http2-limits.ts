import type { ServerSessionOptions } from 'node:http2';
import { MAX_FIELDS, MAX_HEAD_BYTES } from '../../shared/http1/limits.ts';

/**
 * Streams that a visitor may have open on one connection. RFC 9113 §6.5.2 asks for 100 at least; browsers open no more, and each may hold a
 * stream of the tunnel and a connection to the upstream.
 */
const MAX_CONCURRENT_STREAMS = 100;
/**
 * Bytes of an upload that may be on the way here, a stream. As much as the tunnel's own streams begin with: more would wait here, and a visitor that
 * uses all its streams to fill memory gets 25 MiB.
 */
const STREAM_WINDOW = 256 * 1024;
/** What a field costs besides its bytes in the size of a list (RFC 9113 §6.5.2). */
const FIELD_OVERHEAD = 32;
/**
 * Fields of a request, pseudo-header fields and cookie crumbs included. Browsers cut cookies into one field each (RFC 9113 §8.2.3), of which Chromium
 * keeps up to 180 a site; as one field they count again against MAX_FIELDS. Whoever sends more has its stream reset.
 */
const MAX_FIELD_LINES = 2 * MAX_FIELDS;
/**
 * Bytes of an answer's head by nghttp2's estimate, some 12 for a field beside its own: MAX_HEAD_BYTES that an upstream may send, 64 KiB that the edits of a tunnel's rules may
 * add, and what the fields cost. By default it is 64 KiB, and a larger head would end the whole connection.
 */
const MAX_ANSWER_HEAD = 256 * 1024;
/**
 * MB of a session's memory: answers that wait to be sent are the larger part. Node's default of 10 would refuse requests of honest visitors with
 * several downloads at once.
 */
const MAX_SESSION_MEMORY_MB = 64;
/**
 * Streams that a visitor may reset at once, and again a second: the rapid reset attack (CVE-2023-44487) does nothing else, while a browser that leaves a
 * page resets what it had open, at most MAX_CONCURRENT_STREAMS. These are nghttp2's own defaults. Beyond them the connection ends.
 */
const RESET_BURST = 1_000;
const RESET_RATE = 33;
/** Frames that break the protocol, and streams refused, before the connection ends. Node's default for the second; a tenth of it for the first. */
const MAX_INVALID_FRAMES = 100;
const MAX_REJECTED_STREAMS = 100;

/**
 * The bounds of a visitor's HTTP/2 connection. Node and nghttp2 bring further ones that need no setting: 1,000 answers to pings and settings that wait
 * to be sent, 8 CONTINUATION frames a head, 32 settings a frame. Extended CONNECT (RFC 8441) is not offered: browsers open WebSockets over HTTP/1.1 then.
 */
export const HTTP2_OPTIONS: ServerSessionOptions = {
  settings: {
    maxConcurrentStreams: MAX_CONCURRENT_STREAMS,
    initialWindowSize: STREAM_WINDOW,
    // A little more than is passed on, so that a head that is too long is answered 431; beyond it the stream is reset.
    maxHeaderListSize: MAX_HEAD_BYTES + MAX_FIELD_LINES * FIELD_OVERHEAD,
  },
  maxHeaderListPairs: MAX_FIELD_LINES,
  maxSendHeaderBlockLength: MAX_ANSWER_HEAD,
  maxSessionMemory: MAX_SESSION_MEMORY_MB,
  maxSessionInvalidFrames: MAX_INVALID_FRAMES,
  maxSessionRejectedStreams: MAX_REJECTED_STREAMS,
  streamResetBurst: RESET_BURST,
  streamResetRate: RESET_RATE,
  // An upstream may send a field twice that should come once: it passes, as it does over HTTP/1.1.
  strictSingleValueFields: false,
};
