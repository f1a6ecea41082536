import type { HttpSyntaxError } from '../http-syntax-error.ts';
import { type MessageHandler, RequestReader, ResponseReader } from '../message-reader.ts';
import type { RequestHead } from '../request-head.ts';
import type { ResponseHead } from '../response-head.ts';

/** One message as a reader told of it. For tests. */
export interface RecordedMessage<Head> {
  head: Head;
  informational: Head[];
  /** Latin-1. */
  body: string;
  ended: boolean;
}

/** Writes down what a reader tells, in a form that does not depend on how the bytes were cut. For tests. */
export class EventRecorder<Head> implements MessageHandler<Head> {
  readonly messages: RecordedMessage<Head>[] = [];
  error: HttpSyntaxError | undefined = undefined;
  /** Called behind each `onHead` and `onEnd`. */
  afterHead: (head: Head) => void = () => {};
  afterEnd: () => void = () => {};
  #informational: Head[] = [];

  onHead(head: Head): void {
    this.#mustBeOpen();
    this.messages.push({ head, informational: this.#informational, body: '', ended: false });
    this.#informational = [];
    this.afterHead(head);
  }

  onInformational(head: Head): void {
    this.#mustBeOpen();
    this.#informational.push(head);
  }

  onBody(chunk: Buffer): void {
    this.#mustBeOpen();
    if (chunk.length === 0) throw new Error('an empty part of a body');
    this.#last().body += chunk.toString('latin1');
  }

  onEnd(): void {
    this.#mustBeOpen();
    const last = this.#last();
    if (last.ended) throw new Error('a second end');
    last.ended = true;
    this.afterEnd();
  }

  onError(error: HttpSyntaxError): void {
    this.#mustBeOpen();
    this.error = error;
  }

  #last(): RecordedMessage<Head> {
    const last = this.messages.at(-1);
    if (!last) throw new Error('a body without a head');
    return last;
  }

  #mustBeOpen(): void {
    if (this.error) throw new Error('an event behind the error');
  }
}

/** Reads a pipeline of requests from pieces; the peer ends behind the last one if `end` is set. */
export function readRequests(pieces: readonly Buffer[], end = false): EventRecorder<RequestHead> {
  const recorder = new EventRecorder<RequestHead>();
  const reader = new RequestReader(recorder);
  recorder.afterEnd = () => reader.next();
  for (const piece of pieces) reader.push(piece);
  if (end) reader.end();
  return recorder;
}

/** Reads the answers to requests with these methods from pieces. */
export function readResponses(
  pieces: readonly Buffer[],
  methods: readonly string[],
  end = false,
): EventRecorder<ResponseHead> {
  const recorder = new EventRecorder<ResponseHead>();
  const reader = new ResponseReader(recorder);
  for (const method of methods) reader.expect(method);
  for (const piece of pieces) reader.push(piece);
  if (end) reader.end();
  return recorder;
}

export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
