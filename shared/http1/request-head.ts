import { normalizeAuthority } from './authority.ts';
import { type BodyFraming, NO_BODY, readFraming } from './body-framing.ts';
import { CLASS, CR, LF, SPACE, TARGET, TOKEN } from './characters.ts';
import { readConnection } from './connection-options.ts';
import { carriageReturnError, FieldBlock, lineFeedError } from './field-block.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';
import { readVersion } from './http-version.ts';
import { MAX_REQUEST_LINE_BYTES } from './limits.ts';
import { readTargetAuthority } from './request-target.ts';

/** The head of a request. */
export interface RequestHead {
  readonly method: string;
  /** As received: origin-form, absolute-form or `*`. See `originTarget`. */
  readonly target: string;
  /** The version is HTTP/1.`minor`. */
  readonly minor: 0 | 1;
  /** name, value, … Order, case and duplicates as received; values without the white space around them. Latin-1. */
  readonly fields: readonly string[];
  /** The same as they stand in the head. */
  readonly block: FieldBlock;
  readonly body: BodyFraming;
  /** The authority in lower case, with its port as given: from an absolute-form target, else from Host. */
  readonly host: string | undefined;
  /** What version and Connection say (RFC 9112 §9.3). */
  readonly keepAlive: boolean;
  /** The value of Upgrade where Connection names it and the version is 1.1. */
  readonly upgrade: string | undefined;
  /** Expect: 100-continue of an HTTP/1.1 request (RFC 9110 §10.1.1). */
  readonly expectContinue: boolean;
  /** Names in lower case of fields that Connection marks as being for this hop only. */
  readonly hopFields: readonly string[];
}

/**
 * Reads the head of a request from bytes[start, end), where `end` lies behind its blank line.
 *
 * Throws HttpSyntaxError at the first rule that it breaks. Nothing is repaired: RFC 9112 §11.2 and §11.1 say why.
 */
export function parseRequestHead(bytes: Buffer, start: number, end: number): RequestHead {
  const text = bytes.toString('latin1', start, end);
  const methodEnd = scan(bytes, start, end, TOKEN);
  if (methodEnd - start > MAX_REQUEST_LINE_BYTES) throw lineTooLong();
  checkStop(bytes, start, methodEnd, end, 'RFC 9110 §9.1: method is not a token');
  const targetEnd = scan(bytes, methodEnd + 1, end, TARGET);
  if (targetEnd - start > MAX_REQUEST_LINE_BYTES) throw lineTooLong();
  checkStop(bytes, methodEnd + 1, targetEnd, end, 'RFC 9112 §3.2: illegal character in the request target');
  const minor = readVersion(bytes, targetEnd + 1, end);
  const lineEnd = targetEnd + 9;
  if (lineEnd - start > MAX_REQUEST_LINE_BYTES) throw lineTooLong();
  if (bytes[lineEnd] === LF) throw lineFeedError();
  if (bytes[lineEnd] !== CR)
    throw new HttpSyntaxError(400, 'RFC 9112 §3: request line does not end behind the version');
  if (bytes[lineEnd + 1] !== LF || lineEnd + 1 >= end) throw carriageReturnError();

  const block = new FieldBlock(text);
  block.read(bytes, lineEnd + 2, end, start);
  return buildHead(
    text.substring(0, methodEnd - start),
    text.substring(methodEnd + 1 - start, targetEnd - start),
    minor,
    block,
  );
}

function buildHead(method: string, target: string, minor: 0 | 1, block: FieldBlock): RequestHead {
  if (method === 'CONNECT') throw new HttpSyntaxError(501, 'RFC 9110 §9.3.6: CONNECT is not served');
  const authority = readTargetAuthority(target, method);
  if (block.hosts > 1) throw new HttpSyntaxError(400, 'RFC 9112 §3.2: more than one Host');
  if (block.hosts === 0 && minor === 1) throw new HttpSyntaxError(400, 'RFC 9112 §3.2: HTTP/1.1 without Host');
  // RFC 9112 §3.2.2: the authority of an absolute-form replaces Host, which must be valid all the same.
  const host = block.host === undefined ? undefined : normalizeAuthority(block.host);
  return new ReadRequestHead(method, target, minor, block, authority ?? host);
}

/** A class, for its fields are made into a list only where somebody asks for them. */
class ReadRequestHead implements RequestHead {
  readonly method: string;
  readonly target: string;
  readonly minor: 0 | 1;
  readonly block: FieldBlock;
  readonly body: BodyFraming;
  readonly host: string | undefined;
  readonly keepAlive: boolean;
  readonly upgrade: string | undefined;
  readonly expectContinue: boolean;
  readonly hopFields: readonly string[];

  constructor(method: string, target: string, minor: 0 | 1, block: FieldBlock, host: string | undefined) {
    const connection = readConnection(block.connection);
    this.method = method;
    this.target = target;
    this.minor = minor;
    this.block = block;
    this.body = readFraming(block, minor) ?? NO_BODY;
    this.host = host;
    this.keepAlive = minor === 1 ? !connection.close : connection.keepAlive && !connection.close;
    this.upgrade = minor === 1 && connection.upgrade ? block.upgrade : undefined;
    this.expectContinue = readExpectation(block.expect, minor);
    this.hopFields = connection.fields;
  }

  get fields(): readonly string[] {
    return this.block.fields;
  }
}

/** RFC 9110 §10.1.1: there is one expectation, and in HTTP/1.0 it is ignored. */
function readExpectation(expect: string | undefined, minor: 0 | 1): boolean {
  if (expect === undefined || minor === 0) return false;
  if (expect === '100-continue' || expect.toLowerCase() === '100-continue') return true;
  throw new HttpSyntaxError(417, 'RFC 9110 §10.1.1: unknown expectation');
}

function scan(bytes: Buffer, start: number, end: number, characters: number): number {
  let at = start;
  while (at < end && (CLASS[bytes[at] as number] as number) & characters) at++;
  return at;
}

/** A part of the request line must be there, and end in exactly one space. */
function checkStop(bytes: Buffer, start: number, stop: number, end: number, rule: string): void {
  if (stop > start && bytes[stop] === SPACE && stop < end) return;
  if (stop >= end) throw lineTooLong();
  if (bytes[stop] === LF) throw lineFeedError();
  if (bytes[stop] === CR) throw new HttpSyntaxError(400, 'RFC 9112 §3: request line is not whole');
  throw new HttpSyntaxError(400, rule);
}

function lineTooLong(): HttpSyntaxError {
  return new HttpSyntaxError(414, 'RFC 9112 §3: request line over 16 KiB');
}
