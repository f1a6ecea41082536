import { z } from 'zod';

/** A field's name and value, in the order and case in which they came. null stands where the value was masked: it was never kept. */
export const CapturedField = z.tuple([z.string(), z.string().nullable()]);

/** What was kept of a body. */
export const CapturedBody = z.object({
  /** Bytes of the whole body without its chunked framing, also of what was not kept. */
  size: z.int(),
  /** The first bytes of it, base64; as they came, so possibly compressed. */
  base64: z.string(),
  /** The body has more bytes than were kept. */
  cut: z.boolean(),
  /** The same without its Content-Encoding, where that could be undone. */
  decoded: z.object({ base64: z.string(), cut: z.boolean() }).optional(),
});

/** A request as lists show it. */
export const RequestSummary = z.object({
  /** Grows with the time at which requests began. */
  id: z.int(),
  tunnelId: z.string(),
  /** When its head had come, ms since the epoch. */
  startedAt: z.number(),
  method: z.string(),
  /** The request target: path and query. */
  path: z.string(),
  /** The host that the visitor asked for. */
  host: z.string(),
  /** The visitor's address as the exit server saw it. Of a replay: empty. */
  visitor: z.string(),
  /** `open` while it lasts; `aborted` where visitor, service or app broke it off. */
  state: z.enum(['open', 'done', 'aborted']),
  /** 0 where there was no answer. */
  status: z.int(),
  /** Why Porthole answered in place of the service: a value of the field `Porthole-Error`. */
  failure: z.string().optional(),
  /** From the head of the request to that of the answer, ms. */
  firstByteMs: z.number().optional(),
  /** To the end of the answer, ms; absent while it lasts. */
  durationMs: z.number().optional(),
  requestBytes: z.int(),
  answerBytes: z.int(),
  /** Content-Type of the answer. */
  contentType: z.string().optional(),
  /** The id of the request of which it is a replay. */
  replayOf: z.int().optional(),
  webSocket: z.boolean(),
});

/** One message of a WebSocket connection. */
export const CapturedMessage = z.object({
  /** Counts the messages of the connection, both ways, from 1 on. */
  number: z.int(),
  /** ms since the epoch. */
  at: z.number(),
  from: z.enum(['visitor', 'service']),
  kind: z.enum(['text', 'binary', 'close', 'ping', 'pong']),
  size: z.int(),
  base64: z.string(),
  cut: z.boolean(),
  /** Compressed by permessage-deflate (RFC 7692): its bytes cannot be read without those before. */
  compressed: z.boolean(),
});

/** All that is kept of one request. */
export const RequestDetail = RequestSummary.extend({
  /** `http` or `https`: what the visitor spoke. */
  scheme: z.enum(['http', 'https']),
  requestFields: z.array(CapturedField),
  requestBody: CapturedBody,
  /** When the last byte of the request had come, ms after its head. */
  requestDoneMs: z.number().optional(),
  reason: z.string(),
  answerFields: z.array(CapturedField),
  answerBody: CapturedBody,
  /** The last ones of a WebSocket connection, oldest first. */
  messages: z.array(CapturedMessage),
  /** Messages of a WebSocket connection, control frames not counted. */
  messagesFromVisitor: z.int(),
  messagesFromService: z.int(),
  /** Why it cannot be sent again, one sentence; absent where it can. */
  noReplay: z.string().optional(),
  /** Names of masked request fields, which a replay needs from the user or leaves out. */
  maskedFields: z.array(z.string()),
});

/** What requests are searched by; each part that is there must hold. */
export const RequestFilter = z.object({
  /** In method, path, host, fields or bodies, in whatever case. */
  text: z.string().trim().max(200).optional(),
  tunnelId: z.string().optional(),
  method: z.string().max(40).optional(),
  /** A class of status codes, requests without an answer, or one code. */
  status: z.union([z.enum(['1xx', '2xx', '3xx', '4xx', '5xx', 'none']), z.int().min(100).max(999)]).optional(),
  /** A part of the path. */
  path: z.string().max(200).optional(),
  minMs: z.number().min(0).optional(),
  maxMs: z.number().min(0).optional(),
  /** Was under way between them: began before `to`, and was not over before `from`; ms since the epoch. */
  from: z.number().optional(),
  to: z.number().optional(),
});

/** What the store holds. */
export const CaptureState = z.object({
  kept: z.int(),
  bytes: z.int(),
  /** Requests since the app's start that were not kept because more came than capturing may cost. */
  dropped: z.int(),
});

/** What changed since the last message: rows to add or to replace by id, newest first. */
export const RequestsUpdate = z.object({
  requests: z.array(RequestSummary),
  /** More changed than one message holds, or requests were cleared: ask again. */
  stale: z.boolean(),
  state: CaptureState,
});

export type CapturedField = z.infer<typeof CapturedField>;
export type CapturedBody = z.infer<typeof CapturedBody>;
export type CapturedMessage = z.infer<typeof CapturedMessage>;
export type RequestSummary = z.infer<typeof RequestSummary>;
export type RequestDetail = z.infer<typeof RequestDetail>;
export type RequestFilter = z.infer<typeof RequestFilter>;
export type CaptureState = z.infer<typeof CaptureState>;
export type RequestsUpdate = z.infer<typeof RequestsUpdate>;

/** What a replay changes; what is absent stays. */
export const ReplayEdit = z.object({
  method: z.string().trim().min(1).max(40).optional(),
  path: z.string().trim().min(1).max(16_384).optional(),
  /** All fields but those that frame the body; a masked one is only sent with a value from here. */
  fields: z
    .array(z.tuple([z.string().trim().min(1).max(200), z.string().max(16_384)]))
    .max(200)
    .optional(),
  /** base64; bounded by the longest message that the page may send. */
  body: z.string().max(180_000).optional(),
});

export type ReplayEdit = z.infer<typeof ReplayEdit>;
