import { getField } from '../../../../shared/http1/fields.ts';
import type { ExchangeRecorder, RecorderStart } from './exchange-recorder.ts';
import type { FieldMasks } from './field-masks.ts';

/** A part of the batch's bytes. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

export interface BatchBody extends Span {
  /** Bytes of the whole body. */
  readonly size: number;
}

export interface BatchMessage extends Span {
  readonly number: number;
  readonly time: number;
  readonly from: 'visitor' | 'service';
  readonly kind: 'text' | 'binary' | 'close' | 'ping' | 'pong';
  readonly size: number;
  readonly compressed: boolean;
}

/** A request as it goes to the store: masked, and to be put in the place of an older state of itself. */
export interface BatchRow {
  readonly id: number;
  readonly tunnelId: string;
  readonly startedAt: number;
  readonly state: 'open' | 'done' | 'aborted';
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly scheme: 'http' | 'https';
  readonly visitor: string;
  readonly status: number;
  readonly reason: string;
  readonly failure: string | null;
  readonly requestDoneMs: number | null;
  readonly firstByteMs: number | null;
  readonly durationMs: number | null;
  readonly replayOf: number | null;
  readonly isWebSocket: boolean;
  readonly contentType: string | null;
  /** JSON of CapturedField[]. */
  readonly requestFields: string;
  readonly answerFields: string;
  readonly requestBody: BatchBody;
  readonly answerBody: BatchBody;
  readonly messagesFromVisitor: number;
  readonly messagesFromService: number;
  /** Since the last state. */
  readonly messages: readonly BatchMessage[];
}

/** What goes to the store in one message: all bytes lie in one piece of memory, which is handed over and not copied. */
export interface CaptureBatch {
  readonly rows: readonly BatchRow[];
  readonly bytes: ArrayBuffer;
}

/** Gathers requests for the store, with their secrets masked. Messages of WebSockets are taken out of their recorders. */
export function makeBatch(recorders: readonly ExchangeRecorder[], masks: FieldMasks): CaptureBatch {
  const pieces: Buffer[] = [];
  let length = 0;
  const add = (bytes: Buffer | undefined): Span => {
    const span = { at: length, length: bytes?.length ?? 0 };
    if (bytes && bytes.length > 0) pieces.push(bytes);
    length += span.length;
    return span;
  };
  const rows = recorders.map((recorder) => toRow(recorder, masks, add));
  const bytes = new ArrayBuffer(length);
  const memory = Buffer.from(bytes);
  let at = 0;
  for (const piece of pieces) at += piece.copy(memory, at);
  return { rows, bytes };
}

function toRow(recorder: ExchangeRecorder, masks: FieldMasks, add: (bytes: Buffer | undefined) => Span): BatchRow {
  const { start, answer, socket, requestBody, answerBody } = recorder;
  const { head } = start;
  recorder.changed = false;
  return {
    id: start.id,
    tunnelId: start.tunnelId,
    startedAt: recorder.startedAt,
    state: recorder.state,
    method: head.method,
    path: recorder.target,
    host: head.host ?? '',
    scheme: getField(head.fields, 'x-forwarded-proto') === 'https' ? 'https' : 'http',
    visitor: visitorOf(start),
    status: recorder.status,
    reason: answer?.reason ?? '',
    failure: recorder.failure ?? null,
    requestDoneMs: recorder.requestDoneMs ?? null,
    firstByteMs: recorder.firstByteMs ?? null,
    durationMs: recorder.durationMs ?? null,
    replayOf: start.replayOf ?? null,
    isWebSocket: socket?.isWebSocket ?? false,
    contentType: (answer && getField(answer.fields, 'content-type')) ?? null,
    requestFields: JSON.stringify(masks.apply(head.fields)),
    answerFields: JSON.stringify(answer ? masks.apply(answer.fields) : []),
    requestBody: { ...add(requestBody?.bytes), size: socket?.bytesFromVisitor ?? requestBody?.size ?? 0 },
    answerBody: { ...add(answerBody?.bytes), size: socket?.bytesFromService ?? answerBody?.size ?? 0 },
    messagesFromVisitor: socket?.fromVisitor ?? 0,
    messagesFromService: socket?.fromService ?? 0,
    messages: (socket?.take() ?? []).map(({ number, at, from, kind, size, compressed, bytes }) => ({
      ...add(bytes),
      number,
      time: at,
      from,
      kind,
      size,
      compressed,
    })),
  };
}

/** Streams are used for one visitor after the other, so the exit server says in each head whose it is; in front of it may be proxies. */
function visitorOf({ head, replayOf }: RecorderStart): string {
  if (replayOf !== undefined) return '';
  return getField(head.fields, 'x-forwarded-for')?.split(',')[0]?.trim() ?? '';
}
