import type { ZodType } from 'zod';
import { MAX_MESSAGE_BYTES } from './messages.ts';
import { ProtocolError } from './protocol-error.ts';
import type { StreamHandler, YamuxStream } from './yamux-stream.ts';

const LENGTH_BYTES = 4;

/** Unsent bytes at which the channel is given up: some hundred messages that the peer has not read. */
const MAX_UNSENT = 1024 * 1024;

export interface ControlChannelEvents<In> {
  onMessage(message: In): void;
  /** The peer ended the stream, or it broke with the session. Called once; not after `onError` or `close()`. */
  onEnd(): void;
  /** The peer broke the protocol. The stream was reset; nothing follows. */
  onError(error: ProtocolError): void;
}

/**
 * Messages on the client's first stream: each a u32 (big endian) length and that many bytes of JSON in UTF-8.
 *
 * A message of a type that the schema does not know is ignored, since a newer peer may send it; a message of a known type with
 * wrong fields is a protocol error.
 */
export class ControlChannel<In, Out> {
  /** Takes the stream's events; the constructor has set it on the stream too. */
  readonly handler: StreamHandler;
  readonly #stream: YamuxStream;
  readonly #schema: ZodType<In>;
  readonly #events: ControlChannelEvents<In>;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #done = false;

  constructor(stream: YamuxStream, schema: ZodType<In>, events: ControlChannelEvents<In>) {
    this.#stream = stream;
    this.#schema = schema;
    this.#events = events;
    this.handler = {
      onData: (chunk) => this.#onData(chunk),
      onEnd: () => this.#onEnd(),
      onReset: () => this.#finish(),
      onDrain: () => {},
    };
    stream.handler = this.handler;
  }

  /**
   * Sends a message; on a channel that has ended it is dropped.
   *
   * @throws RangeError when it is longer than MAX_MESSAGE_BYTES as JSON
   */
  send(message: Out): void {
    if (this.#done || !this.#stream.writable) return;
    const json = Buffer.from(JSON.stringify(message), 'utf8');
    if (json.length > MAX_MESSAGE_BYTES) throw new RangeError(`A control message of ${json.length} bytes is too long`);
    const frame = Buffer.allocUnsafe(LENGTH_BYTES + json.length);
    frame.writeUInt32BE(json.length, 0);
    json.copy(frame, LENGTH_BYTES);
    this.#stream.write(frame);
    if (this.#stream.queuedBytes > MAX_UNSENT) this.#fail('The peer does not read its control messages.');
  }

  /** Ends this side; what was sent still goes out. Nothing is received any more. */
  close(): void {
    this.#done = true;
    this.#held = [];
    this.#stream.end();
  }

  #onData(chunk: Buffer): void {
    this.#stream.consumed(chunk.length);
    if (this.#done) return;
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    while (!this.#done && this.#readMessage()) {
      // Each turn has taken one message off.
    }
  }

  /** Reads one message if it is whole. Returns whether there may be another. */
  #readMessage(): boolean {
    if (this.#heldBytes < LENGTH_BYTES) return false;
    const start = this.#peek(LENGTH_BYTES);
    const length = start.readUInt32BE(0);
    if (length > MAX_MESSAGE_BYTES) {
      this.#fail(`A control message of ${length} bytes is longer than ${MAX_MESSAGE_BYTES}.`);
      return false;
    }
    if (this.#heldBytes < LENGTH_BYTES + length) return false;
    const bytes = this.#peek(LENGTH_BYTES + length);
    const json = bytes.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + length);
    const rest = bytes.subarray(LENGTH_BYTES + length);
    this.#held = rest.length > 0 ? [rest, ...this.#held.slice(1)] : this.#held.slice(1);
    this.#heldBytes -= LENGTH_BYTES + length;
    this.#deliver(json);
    return true;
  }

  /** Returns the first chunk, having made it at least so long. The caller has checked that there are so many bytes. */
  #peek(bytes: number): Buffer {
    const first = this.#held[0];
    if (first && first.length >= bytes) return first;
    const joined = Buffer.concat(this.#held);
    this.#held = [joined];
    return joined;
  }

  #deliver(json: string): void {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      this.#fail('A control message is no JSON.');
      return;
    }
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    if (typeof type !== 'string') {
      this.#fail('A control message has no type.');
      return;
    }
    const parsed = this.#schema.safeParse(value);
    if (parsed.success) {
      this.#events.onMessage(parsed.data);
      return;
    }
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    // The union's discriminator is the only thing that fails at `type`, and it fails alone: a message of a newer version.
    if (where === 'type') return;
    this.#fail(
      `The control message ${JSON.stringify(type.slice(0, 40))} is wrong at ${where || 'its top'}: ${issue?.message}.`,
    );
  }

  #onEnd(): void {
    this.#stream.end();
    this.#finish();
  }

  #finish(): void {
    if (this.#done) return;
    this.#done = true;
    this.#held = [];
    this.#events.onEnd();
  }

  #fail(message: string): void {
    if (this.#done) return;
    this.#done = true;
    this.#held = [];
    this.#stream.reset();
    this.#events.onError(new ProtocolError(message));
  }
}
