/** What the first bytes of a TLS connection tell. */
export type HelloReading =
  /** More bytes must come. */
  | { readonly kind: 'unfinished' }
  /** A whole ClientHello; `serverName` in lower case without a final dot, `''` where it names none. */
  | { readonly kind: 'hello'; readonly serverName: string }
  /** No ClientHello that this server can use. */
  | { readonly kind: 'malformed' };

/**
 * Bytes of a ClientHello message. Browsers send 0.5 to 2 KiB, with post-quantum key shares included; session tickets may add some. The same as one
 * record holds, and as nginx peeks at.
 */
export const MAX_HELLO_BYTES = 16 * 1024;
/** Records that it may be cut over. Clients use one; those that hide their hello from filters on the way cut it into a dozen or two. */
export const MAX_HELLO_RECORDS = 64;

/** First byte of a TLS connection: the record type `handshake` (RFC 8446 §5.1). It begins no method of HTTP. */
export const HANDSHAKE_RECORD = 0x16;
const RECORD_HEADER = 5;
const MAX_RECORD = 16 * 1024;
const CLIENT_HELLO = 1;
const MESSAGE_HEADER = 4;
const VERSION_AND_RANDOM = 34;
const SERVER_NAME = 0;
const HOST_NAME = 0;
/** A DNS name as it stands in SNI: ASCII, of at most 253 characters (RFC 6066 §3, RFC 1035 §2.3.4). Some clients put an IPv4 address there. */
const NAME = /^(?=.{1,254}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?$/;

const UNFINISHED: HelloReading = { kind: 'unfinished' };
const MALFORMED: HelloReading = { kind: 'malformed' };

/** Bytes that do not have the form that they must have. */
class HelloError extends Error {}

/**
 * Reads the server name from the ClientHello (RFC 8446 §4.1.2, the same form in TLS 1.2) at the beginning of a connection. It may be cut over
 * several records. Looks at nothing that it does not need, but whatever it passes must fit exactly.
 */
export function readClientHello(bytes: Buffer): HelloReading {
  try {
    const message = gatherMessage(bytes);
    return message === undefined ? UNFINISHED : { kind: 'hello', serverName: serverNameOf(message) };
  } catch (error) {
    if (error instanceof HelloError) return MALFORMED;
    throw error;
  }
}

/** Takes the records' headers away. Returns the body of the message once it is whole. */
function gatherMessage(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  let held = 0;
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== HANDSHAKE_RECORD || parts.length === MAX_HELLO_RECORDS) throw new HelloError();
    if (at + 1 < bytes.length && bytes[at + 1] !== 3) throw new HelloError();
    if (at + RECORD_HEADER > bytes.length) break;
    const length = bytes.readUInt16BE(at + 3);
    // RFC 8446 §5.1: no empty fragments of handshake messages.
    if (length === 0 || length > MAX_RECORD) throw new HelloError();
    const part = bytes.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length);
    parts.push(part);
    held += part.length;
    at += RECORD_HEADER + length;
  }
  return bodyOf(Buffer.concat(parts, held));
}

/** Returns the body of the message that stands at the beginning, once it is whole. */
function bodyOf(message: Buffer): Buffer | undefined {
  if (message.length > 0 && message[0] !== CLIENT_HELLO) throw new HelloError();
  if (message.length < MESSAGE_HEADER) return undefined;
  const end = MESSAGE_HEADER + message.readUIntBE(1, 3);
  if (end > MAX_HELLO_BYTES) throw new HelloError();
  return message.length < end ? undefined : message.subarray(MESSAGE_HEADER, end);
}

function serverNameOf(body: Buffer): string {
  let at = skipVector(body, VERSION_AND_RANDOM, 1); // legacy_session_id
  at = skipVector(body, at, 2); // cipher_suites
  at = skipVector(body, at, 1); // legacy_compression_methods
  // TLS 1.2 lets a hello end without extensions (RFC 5246 §7.4.1.2).
  if (at === body.length) return '';
  if (skipVector(body, at, 2) !== body.length) throw new HelloError();
  let name: string | undefined;
  for (at += 2; at < body.length; ) {
    const type = readNumber(body, at, 2);
    const end = skipVector(body, at + 2, 2);
    if (type === SERVER_NAME) {
      // RFC 8446 §4.2: no extension twice.
      if (name !== undefined) throw new HelloError();
      name = readServerName(body.subarray(at + 4, end));
    }
    at = end;
  }
  return name ?? '';
}

/** ServerNameList (RFC 6066 §3). There is one type of name, and no name may come twice of one type: so the list has one entry. */
function readServerName(extension: Buffer): string {
  if (skipVector(extension, 0, 2) !== extension.length || readNumber(extension, 2, 1) !== HOST_NAME)
    throw new HelloError();
  if (skipVector(extension, 3, 2) !== extension.length) throw new HelloError();
  const name = extension.toString('latin1', 5).toLowerCase();
  if (!NAME.test(name)) throw new HelloError();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** Returns where a vector ends whose length of `size` bytes stands at `at`. */
function skipVector(bytes: Buffer, at: number, size: number): number {
  const end = at + size + readNumber(bytes, at, size);
  if (end > bytes.length) throw new HelloError();
  return end;
}

function readNumber(bytes: Buffer, at: number, size: number): number {
  if (at + size > bytes.length) throw new HelloError();
  return bytes.readUIntBE(at, size);
}
