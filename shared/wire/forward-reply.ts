import { ProtocolError } from './protocol-error.ts';

/** Why a forward stream leads nowhere, by its number on the wire. */
const STATUSES = ['connected', 'not-allowed', 'refused', 'timeout', 'unknown-host', 'busy'] as const;

/** Begins the exit server's side of a forward stream: what became of the connection to the target. */
export type ForwardReply = {
  /**
   * `connected`: bytes follow. `refused`: nothing listens there; `timeout`: no answer in time; `unknown-host`: the name leads nowhere;
   * `busy`: not now. A status that this side does not know (of a newer exit server) is `refused`.
   */
  status: (typeof STATUSES)[number];
  /** One line for people that says what to do; empty where it is connected. */
  message: string;
};

/** Longest message, bytes of UTF-8. */
export const MAX_REPLY_MESSAGE = 1024;

const LENGTH_BYTES = 2;
const STATUS_BYTES = 1;

/** Writes the reply: u16 length of the rest, u8 status, the message in UTF-8. A message that is too long is cut. */
export function encodeForwardReply({ status, message }: ForwardReply): Buffer {
  // Cut between characters: `encodeInto` never writes half of one.
  const text = new Uint8Array(MAX_REPLY_MESSAGE);
  const { written } = new TextEncoder().encodeInto(message, text);
  const bytes = Buffer.alloc(LENGTH_BYTES + STATUS_BYTES);
  bytes.writeUInt16BE(STATUS_BYTES + written, 0);
  bytes.writeUInt8(STATUSES.indexOf(status), LENGTH_BYTES);
  return Buffer.concat([bytes, text.subarray(0, written)]);
}

/** Reads the reply at the beginning of the exit server's side of a forward stream, however it is cut. */
export class ForwardReplyReader {
  #held: Buffer | undefined;

  /**
   * Feeds bytes. Returns the reply and what follows it (may be empty) once it is whole, undefined until then.
   *
   * @throws ProtocolError when the bytes are no reply
   */
  push(chunk: Buffer): { reply: ForwardReply; rest: Buffer } | undefined {
    const bytes = this.#held ? Buffer.concat([this.#held, chunk]) : chunk;
    const length = bytes.length < LENGTH_BYTES ? undefined : bytes.readUInt16BE(0);
    if (length !== undefined && (length < STATUS_BYTES || length > STATUS_BYTES + MAX_REPLY_MESSAGE)) {
      throw new ProtocolError(
        `A forward reply of ${length} bytes is outside 1 to ${STATUS_BYTES + MAX_REPLY_MESSAGE}.`,
      );
    }
    if (length === undefined || bytes.length < LENGTH_BYTES + length) {
      this.#held = bytes;
      return undefined;
    }
    this.#held = undefined;
    const end = LENGTH_BYTES + length;
    const status = STATUSES[bytes.readUInt8(LENGTH_BYTES)] ?? 'refused';
    const message = bytes.toString('utf8', LENGTH_BYTES + STATUS_BYTES, end);
    return { reply: { status, message }, rest: bytes.subarray(end) };
  }
}
