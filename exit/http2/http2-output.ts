import type { OutgoingHttpHeaders, ServerHttp2Stream, ServerStreamResponseOptions } from 'node:http2';
import type { BodyFraming } from '../../shared/http1/body-framing.ts';
import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import { MAX_HEAD_BYTES } from '../../shared/http1/limits.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';
import type { AnswerOutput } from '../http/answer-output.ts';
import type { AnswerPlan } from '../http/answer-plan.ts';
import { type ErrorCode, errorAnswer, type PageAnswer } from '../http/error-page.ts';
import type { ErrorPageReader } from '../http/error-page-reader.ts';
import { isConnectionField } from './connection-field.ts';
import { http2AnswerFields } from './http2-answer-fields.ts';

/** Chunks are HTTP/1.1's; frames say where an answer ends, so that nothing else must change for the next hop. */
const PLAN: AnswerPlan = { edits: {}, keepAlive: true, decodeChunks: true };
/** Up to this many bytes are copied into one buffer: cheaper than a frame for each. */
const COPY_LIMIT = 16 * 1024;
/** What a field takes besides its name and value in HTTP/1.1: bytes are counted as if it were that. */
const FIELD_EXTRA = 4;
/**
 * Bytes of all informational answers to one request; more are dropped. Flow control does not hold them back (RFC 9113 §5.2.1): those of an
 * upstream that never ends would fill the memory here where the visitor does not read. One head may be as long.
 */
const MAX_INFORMATIONAL_BYTES = MAX_HEAD_BYTES;

/** Writes the answer to one request into its HTTP/2 stream. What is written after the visitor has gone is dropped: the stream tells its owner. */
export class Http2Output implements AnswerOutput {
  readonly #stream: ServerHttp2Stream;
  readonly #parts: Buffer[] = [];
  #size = 0;
  /** Bytes of heads that went out since the last flush. */
  #headBytes = 0;
  #trailers: readonly string[] = [];
  #informationalBytes = 0;

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
    stream.on('wantTrailers', () => this.#sendTrailers());
  }

  get blocked(): boolean {
    return this.#stream.writableNeedDrain;
  }

  plan(): AnswerPlan {
    return PLAN;
  }

  addHead(head: ResponseHead, edits: HeadEdits): void {
    const fields = http2AnswerFields(head, edits);
    if (head.status >= 200)
      this.#respond(fields, { endStream: isEmpty(head.body), waitForTrailers: head.body.kind === 'chunked' });
    else this.#inform(fields);
  }

  add(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#size += chunk.length;
  }

  addTrailers(fields: readonly string[]): void {
    this.#trailers = fields;
  }

  addPage(code: ErrorCode, status: number, reader: ErrorPageReader): void {
    this.addAnswer(status, errorAnswer(code, status, reader));
  }

  addAnswer(status: number, { fields, body }: PageAnswer): void {
    this.#respond([':status', `${status}`, ...withoutConnection(fields)], { endStream: body === '' });
    if (body !== '') this.add(Buffer.from(body));
  }

  flush(): number {
    const parts = this.#parts.splice(0);
    const size = this.#size;
    const total = size + this.#headBytes;
    this.#size = 0;
    this.#headBytes = 0;
    const stream = this.#stream;
    const [first] = parts;
    // Node has ended the answers to HEAD already.
    if (first === undefined || !this.#open || stream.writableEnded) return total;
    if (parts.length === 1) stream.write(first);
    else if (size <= COPY_LIMIT) stream.write(Buffer.concat(parts, size));
    else {
      stream.cork();
      for (const part of parts) stream.write(part);
      stream.uncork();
    }
    return total;
  }

  get #open(): boolean {
    return !this.#stream.closed && !this.#stream.destroyed;
  }

  #respond(fields: readonly string[], options: ServerStreamResponseOptions): void {
    this.#headBytes += sizeOf(fields);
    if (this.#open) this.#stream.respond(fields, options);
  }

  #inform(fields: readonly string[]): void {
    this.#informationalBytes += sizeOf(fields);
    if (this.#open && this.#informationalBytes <= MAX_INFORMATIONAL_BYTES)
      this.#stream.additionalHeaders(asObject(fields));
  }

  #sendTrailers(): void {
    if (!this.#stream.closed && !this.#stream.destroyed) this.#stream.sendTrailers(asObject(this.#trailers));
  }
}

function sizeOf(fields: readonly string[]): number {
  let size = 0;
  for (const part of fields) size += part.length + FIELD_EXTRA / 2;
  return size;
}

/** Fields with names in lower case, as HTTP/2 has them, and none of HTTP/1.1's connections. */
function withoutConnection(fields: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] as string).toLowerCase();
    if (!isConnectionField(name)) kept.push(name, fields[i + 1] as string);
  }
  return kept;
}

/** Whether the head alone is the answer. */
function isEmpty(body: BodyFraming): boolean {
  return body.kind === 'none' || (body.kind === 'length' && body.length === 0);
}

/** The same fields as the older ones of Node's methods take them. */
function asObject(fields: readonly string[]): OutgoingHttpHeaders {
  const object: Record<string, string[]> = Object.create(null);
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] as string).toLowerCase();
    // Heads come without them, but in trailers they may stand.
    if (isConnectionField(name)) continue;
    const values = object[name];
    if (values === undefined) object[name] = [fields[i + 1] as string];
    else values.push(fields[i + 1] as string);
  }
  return object;
}
