import type { FramingFields } from './body-framing.ts';
import { CLASS, COLON, CR, LF, SPACE, TAB, TOKEN, VALUE } from './characters.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';
import { MAX_FIELDS } from './limits.ts';

/**
 * The fields of a head or a trailer section (RFC 9112 §5), read in one pass over the bytes, with those set aside that decide how
 * a message is handled.
 */
export class FieldBlock implements FramingFields {
  /** name, value, … in order, as received; values without the white space around them. */
  readonly fields: string[] = [];
  /** The last Host field, and how many there are. */
  host: string | undefined = undefined;
  hosts = 0;
  /** All Connection fields joined by commas. */
  connection: string | undefined = undefined;
  /** All Upgrade fields joined by commas. */
  upgrade: string | undefined = undefined;
  /** All Expect fields joined by commas. */
  expect: string | undefined = undefined;
  contentLength: string | undefined = undefined;
  transferEncoding: string | undefined = undefined;

  /**
   * Reads field lines from `pos` up to the blank line that ends the block at `end`. `text` is the latin1 text of the bytes from `base` on.
   *
   * Throws at the first byte that breaks a rule; reaching `end` without a blank line is such a case.
   */
  read(bytes: Buffer, pos: number, end: number, text: string, base: number): void {
    let at = pos;
    while (at < end && bytes[at] !== CR) {
      if (this.fields.length === 2 * MAX_FIELDS) throw new HttpSyntaxError(431, 'RFC 6585 §5: over 200 fields');
      at = this.#readLine(bytes, at, end, text, base);
    }
    if (at + 2 !== end || bytes[at + 1] !== LF) throw blankLineError(bytes, at, end);
  }

  #readLine(bytes: Buffer, start: number, end: number, text: string, base: number): number {
    let at = start;
    while (at < end && (CLASS[bytes[at] as number] as number) & TOKEN) at++;
    const nameEnd = at;
    if (nameEnd === start || bytes[at] !== COLON) throw nameError(bytes, start, at, end);
    at++;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
    const valueStart = at;
    while (at < end && (CLASS[bytes[at] as number] as number) & VALUE) at++;
    if (at + 1 >= end || bytes[at] !== CR || bytes[at + 1] !== LF) throw valueError(bytes, at, end);
    let valueEnd = at;
    while (valueEnd > valueStart && (bytes[valueEnd - 1] === SPACE || bytes[valueEnd - 1] === TAB)) valueEnd--;
    at += 2;
    if (at < end && (bytes[at] === SPACE || bytes[at] === TAB))
      throw new HttpSyntaxError(400, 'RFC 9112 §5.2: obs-fold');
    const value = text.substring(valueStart - base, valueEnd - base);
    this.fields.push(text.substring(start - base, nameEnd - base), value);
    this.#note(bytes, start, nameEnd - start, value, valueEnd);
    return at;
  }

  /** Sets a field aside that shapes the message. The length of its name rules out nearly all others at once. */
  #note(bytes: Buffer, name: number, length: number, value: string, valueEnd: number): void {
    switch (length) {
      case 4:
        if (!isName(bytes, name, 'host')) return;
        this.host = value;
        this.hosts++;
        return;
      case 6:
        if (isName(bytes, name, 'expect')) this.expect = join(this.expect, value);
        return;
      case 7:
        if (isName(bytes, name, 'upgrade')) this.upgrade = join(this.upgrade, value);
        return;
      case 10:
        if (isName(bytes, name, 'connection')) this.connection = join(this.connection, value);
        return;
      case 14:
        if (!isName(bytes, name, 'content-length')) return;
        // RFC 9112 §6.3 lets a recipient join equal ones, but a sender that repeats itself here is broken or hostile.
        if (this.contentLength !== undefined)
          throw new HttpSyntaxError(400, 'RFC 9112 §6.3: more than one Content-Length');
        this.contentLength = value;
        return;
      case 17:
        if (!isName(bytes, name, 'transfer-encoding')) return;
        refuseTab(bytes, valueEnd);
        this.transferEncoding = join(this.transferEncoding, value);
        return;
    }
  }
}

/** Compares a name of token characters with a lower-case one of the same length. Among those, only letters change by the bit 0x20. */
function isName(bytes: Buffer, start: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) {
    if (((bytes[start + i] as number) | 0x20) !== lower.charCodeAt(i)) return false;
  }
  return true;
}

/** A tab behind a value is optional white space (RFC 9110 §5.6.3), but some parsers (Node's) take it for a part of the coding. */
function refuseTab(bytes: Buffer, valueEnd: number): void {
  for (let at = valueEnd; bytes[at] !== CR; at++) {
    if (bytes[at] === TAB) throw new HttpSyntaxError(400, 'RFC 9112 §11.2: tab behind the value of Transfer-Encoding');
  }
}

/** Fields of one name make one list (RFC 9110 §5.3). */
function join(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}

function nameError(bytes: Buffer, start: number, at: number, end: number): HttpSyntaxError {
  if (at >= end) return unfinishedError();
  const code = bytes[at];
  if (code === LF) return lineFeedError();
  if (at === start) {
    if (code === COLON) return new HttpSyntaxError(400, 'RFC 9110 §5.1: field without a name');
    if (code === SPACE || code === TAB)
      return new HttpSyntaxError(400, 'RFC 9112 §2.2: white space before the first field');
  }
  if (code === SPACE || code === TAB)
    return new HttpSyntaxError(400, 'RFC 9112 §5.1: white space between field name and colon');
  if (code === CR) return new HttpSyntaxError(400, 'RFC 9112 §5: field line without a colon');
  return new HttpSyntaxError(400, 'RFC 9110 §5.1: field name is not a token');
}

function valueError(bytes: Buffer, at: number, end: number): HttpSyntaxError {
  if (at >= end || (at + 1 >= end && bytes[at] === CR)) return unfinishedError();
  if (bytes[at] === LF) return lineFeedError();
  if (bytes[at] === CR) return carriageReturnError();
  return new HttpSyntaxError(400, 'RFC 9110 §5.5: control character in a field value');
}

function blankLineError(bytes: Buffer, at: number, end: number): HttpSyntaxError {
  if (at + 1 >= end) return unfinishedError();
  if (bytes[at + 1] !== LF) return carriageReturnError();
  return new HttpSyntaxError(400, 'RFC 9112 §2.1: bytes behind the blank line of a head');
}

function unfinishedError(): HttpSyntaxError {
  return new HttpSyntaxError(431, 'RFC 6585 §5: head over 64 KiB');
}

export function lineFeedError(): HttpSyntaxError {
  return new HttpSyntaxError(400, 'RFC 9112 §2.2: line feed without carriage return');
}

export function carriageReturnError(): HttpSyntaxError {
  return new HttpSyntaxError(400, 'RFC 9112 §2.2: carriage return without line feed');
}
