import { type BodyFraming, NO_BODY, readFraming, UNTIL_CLOSE } from './body-framing.ts';
import { CLASS, CR, LF, SPACE, VALUE } from './characters.ts';
import { readConnection } from './connection-options.ts';
import { carriageReturnError, FieldBlock, lineFeedError } from './field-block.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';
import { readVersion } from './http-version.ts';

/** The head of an answer. */
export interface ResponseHead {
  /** 100–999: codes over 599 are invalid (RFC 9110 §15), but some services use them and no harm comes of passing them on. */
  readonly status: number;
  /** The reason phrase as received, often empty. */
  readonly reason: string;
  readonly minor: 0 | 1;
  /** name, value, … Order, case and duplicates as received; values without the white space around them. Latin-1. */
  readonly fields: readonly string[];
  /** The same as they stand in the head. */
  readonly block: FieldBlock;
  readonly body: BodyFraming;
  /** Whether the connection can be used again: what version and Connection say, and false where the body ends with the connection. */
  readonly keepAlive: boolean;
  /** The value of Upgrade where Connection names it and the version is 1.1. */
  readonly upgrade: string | undefined;
  /** Names in lower case of fields that Connection marks as being for this hop only. */
  readonly hopFields: readonly string[];
}

/**
 * Reads the head of an answer from bytes[start, end), where `end` lies behind its blank line; the method of its request decides with it
 * whether a body follows. Throws HttpSyntaxError at the first rule that it breaks.
 *
 * The space behind the status code may be missing where there is no reason phrase: RFC 9112 §4 asks for it, but many servers leave it
 * out, and nothing is ambiguous about it.
 */
export function parseResponseHead(bytes: Buffer, start: number, end: number, requestMethod: string): ResponseHead {
  const text = bytes.toString('latin1', start, end);
  const minor = readVersion(bytes, start, end);
  if (bytes[start + 8] !== SPACE) throw new HttpSyntaxError(400, 'RFC 9112 §4: no single space behind the version');
  const status = readStatus(bytes, start + 9, end);
  let at = start + 12;
  if (at < end && bytes[at] === SPACE) at++;
  else if (bytes[at] !== CR && bytes[at] !== LF)
    throw new HttpSyntaxError(400, 'RFC 9112 §4: status code is not three digits');
  const reasonStart = at;
  while (at < end && (CLASS[bytes[at] as number] as number) & VALUE) at++;
  const reasonEnd = at;
  if (at + 1 >= end || bytes[at] !== CR || bytes[at + 1] !== LF) throw reasonError(bytes, at, end);

  const block = new FieldBlock(text);
  block.read(bytes, at + 2, end, start);
  const body = readResponseFraming(block, minor, status, requestMethod);
  return new ReadResponseHead(status, text.substring(reasonStart - start, reasonEnd - start), minor, block, body);
}

/** A class, for its fields are made into a list only where somebody asks for them. */
class ReadResponseHead implements ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly minor: 0 | 1;
  readonly block: FieldBlock;
  readonly body: BodyFraming;
  readonly keepAlive: boolean;
  readonly upgrade: string | undefined;
  readonly hopFields: readonly string[];

  constructor(status: number, reason: string, minor: 0 | 1, block: FieldBlock, body: BodyFraming) {
    const connection = readConnection(block.connection);
    const persistent = minor === 1 ? !connection.close : connection.keepAlive && !connection.close;
    this.status = status;
    this.reason = reason;
    this.minor = minor;
    this.block = block;
    this.body = body;
    this.keepAlive = persistent && body.kind !== 'until-close';
    this.upgrade = minor === 1 && connection.upgrade ? block.upgrade : undefined;
    this.hopFields = connection.fields;
  }

  get fields(): readonly string[] {
    return this.block.fields;
  }
}

/** RFC 9112 §6.3. The framing fields are checked even where they frame nothing. */
function readResponseFraming(block: FieldBlock, minor: 0 | 1, status: number, requestMethod: string): BodyFraming {
  const framing = readFraming(block, minor);
  if (requestMethod === 'HEAD' || status < 200 || status === 204 || status === 304) return NO_BODY;
  return framing ?? UNTIL_CLOSE;
}

function readStatus(bytes: Buffer, at: number, end: number): number {
  let status = 0;
  for (let i = at; i < at + 3; i++) {
    const digit = i < end ? (bytes[i] as number) - 0x30 : -1;
    if (digit < 0 || digit > 9) throw new HttpSyntaxError(400, 'RFC 9112 §4: status code is not three digits');
    status = status * 10 + digit;
  }
  if (status < 100) throw new HttpSyntaxError(400, 'RFC 9110 §15: status code under 100');
  return status;
}

function reasonError(bytes: Buffer, at: number, end: number): HttpSyntaxError {
  if (at >= end || (at + 1 >= end && bytes[at] === CR))
    return new HttpSyntaxError(431, 'RFC 9112 §4: status line over 64 KiB');
  if (bytes[at] === LF) return lineFeedError();
  if (bytes[at] === CR) return carriageReturnError();
  return new HttpSyntaxError(400, 'RFC 9112 §4: control character in the reason phrase');
}
