import type { FramingFields } from './body-framing.ts';
import { CLASS, COLON, CR, LF, SPACE, TAB, TOKEN, VALUE } from './characters.ts';
import { isFieldName } from './fields.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';
import { MAX_FIELDS } from './limits.ts';

/** What a field is to a message on its way through a gateway. */
export const PASS = 0;
/** Of one hop alone (RFC 9110 §7.6.1): Connection, Keep-Alive, Proxy-Connection. */
export const HOP = 1;
export const UPGRADE = 2;
export const TE = 3;
export const HOST = 4;
export const EXPECT = 5;
export const FRAMING = 6;

/** Added to the kind of a field whose line has not exactly one space between colon and value and none behind it. */
const UNEVEN = 8;

/** Numbers that are kept of each line: where it begins, its name ends, its value begins and ends; and its kind. */
const MARKS = 5;

/**
 * The fields of a head or a trailer section (RFC 9112 §5), read in one pass over the bytes, with those set aside that decide how
 * a message is handled. Names and values are cut out of the text only for those who ask: most fields just pass.
 */
export class FieldBlock implements FramingFields {
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
  /** The latin1 text of the head, with the line before the fields and the blank line behind them. */
  readonly text: string;
  readonly #marks: number[] = [];
  #fields: string[] | undefined = undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** How many fields there are. */
  get count(): number {
    return this.#marks.length / MARKS;
  }

  /** name, value, … in order, as received; values without the white space around them. */
  get fields(): string[] {
    this.#fields ??= this.#cutFields();
    return this.#fields;
  }

  name(index: number): string {
    return this.text.substring(this.#mark(index, 0), this.#mark(index, 1));
  }

  nameLength(index: number): number {
    return this.#mark(index, 1) - this.#mark(index, 0);
  }

  value(index: number): string {
    return this.text.substring(this.#mark(index, 2), this.#mark(index, 3));
  }

  /** Returns the value of the first field of that name (given in lower case). */
  get(lowerName: string): string | undefined {
    for (let i = 0; i < this.count; i++) {
      if (this.nameLength(i) === lowerName.length && isFieldName(this.name(i), lowerName)) return this.value(i);
    }
    return undefined;
  }

  /** One of PASS to FRAMING. */
  kind(index: number): number {
    return this.#mark(index, 4) & ~UNEVEN;
  }

  /** Whether a field's line reads `name: value`, with one space and none behind. */
  isEven(index: number): boolean {
    return (this.#mark(index, 4) & UNEVEN) === 0;
  }

  /** Where in the text a field's line begins; for the index behind the last one, where the blank line does. */
  lineStart(index: number): number {
    return index * MARKS < this.#marks.length ? this.#mark(index, 0) : this.text.length - 2;
  }

  /**
   * Reads field lines from `pos` up to the blank line that ends the block at `end`. The text is that of the bytes from `base` on.
   *
   * Throws at the first byte that breaks a rule; reaching `end` without a blank line is such a case.
   */
  read(bytes: Buffer, pos: number, end: number, base: number): void {
    let at = pos;
    while (at < end && bytes[at] !== CR) {
      if (this.#marks.length === MARKS * MAX_FIELDS) throw new HttpSyntaxError(431, 'RFC 6585 §5: over 200 fields');
      at = this.#readLine(bytes, at, end, base);
    }
    if (at + 2 !== end || bytes[at + 1] !== LF) throw blankLineError(bytes, at, end);
  }

  #readLine(bytes: Buffer, start: number, end: number, base: number): number {
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
    const even = valueStart === nameEnd + 2 && bytes[nameEnd + 1] === SPACE && valueEnd === at;
    at += 2;
    if (at < end && (bytes[at] === SPACE || bytes[at] === TAB))
      throw new HttpSyntaxError(400, 'RFC 9112 §5.2: obs-fold');
    const kind = this.#note(bytes, start, nameEnd - start, valueStart, valueEnd, base);
    this.#marks.push(start - base, nameEnd - base, valueStart - base, valueEnd - base, even ? kind : kind | UNEVEN);
    return at;
  }

  #mark(index: number, which: number): number {
    return this.#marks[index * MARKS + which] as number;
  }

  #cutFields(): string[] {
    const fields: string[] = [];
    for (let i = 0; i < this.count; i++) fields.push(this.name(i), this.value(i));
    return fields;
  }

  /** Sets a field aside that shapes the message, and tells its kind. The length of its name rules out nearly all others at once. */
  #note(bytes: Buffer, name: number, length: number, valueStart: number, valueEnd: number, base: number): number {
    const from = valueStart - base;
    const to = valueEnd - base;
    switch (length) {
      case 2:
        return isName(bytes, name, 'te') ? TE : PASS;
      case 4:
        if (!isName(bytes, name, 'host')) return PASS;
        this.host = this.text.substring(from, to);
        this.hosts++;
        return HOST;
      case 6:
        if (!isName(bytes, name, 'expect')) return PASS;
        this.expect = join(this.expect, this.text.substring(from, to));
        return EXPECT;
      case 7:
        if (!isName(bytes, name, 'upgrade')) return PASS;
        this.upgrade = join(this.upgrade, this.text.substring(from, to));
        return UPGRADE;
      case 10:
        if (isName(bytes, name, 'keep-alive')) return HOP;
        if (!isName(bytes, name, 'connection')) return PASS;
        this.connection = join(this.connection, this.text.substring(from, to));
        return HOP;
      case 14:
        if (!isName(bytes, name, 'content-length')) return PASS;
        // RFC 9112 §6.3 lets a recipient join equal ones, but a sender that repeats itself here is broken or hostile.
        if (this.contentLength !== undefined)
          throw new HttpSyntaxError(400, 'RFC 9112 §6.3: more than one Content-Length');
        this.contentLength = this.text.substring(from, to);
        return FRAMING;
      case 16:
        return isName(bytes, name, 'proxy-connection') ? HOP : PASS;
      case 17:
        if (!isName(bytes, name, 'transfer-encoding')) return PASS;
        refuseTab(bytes, valueEnd);
        this.transferEncoding = join(this.transferEncoding, this.text.substring(from, to));
        return FRAMING;
      default:
        return PASS;
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
