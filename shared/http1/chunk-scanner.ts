import { CLASS, CR, HEX_VALUE, LF, QUOTED, TOKEN, VALUE } from './characters.ts';
import { carriageReturnError, lineFeedError } from './field-block.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';
import { MAX_CHUNK_EXTENSION_BYTES, MAX_CHUNK_LINE_BYTES, MAX_CHUNK_SIZE_DIGITS } from './limits.ts';
import { TrailerSection } from './trailer-section.ts';

/** What the next byte of framing must be. */
const SIZE_FIRST = 0;
const SIZE = 1;
const EXTENSION_FIRST = 2;
const EXTENSION_NAME = 3;
const VALUE_FIRST = 4;
const VALUE_TOKEN = 5;
const VALUE_QUOTED = 6;
const QUOTED_PAIR = 7;
const VALUE_END = 8;
const SIZE_LF = 9;
const DATA_CR = 10;
const DATA_LF = 11;
const TRAILER_FIRST = 12;
const TRAILER_LF = 13;
const TRAILERS = 14;
const DONE = 15;

const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Follows the framing of a chunked body (RFC 9112 §7.1) without touching its data: `scan` reads framing up to the next data, of which `remaining`
 * then tells the bytes; the owner skips them and lowers `remaining`.
 *
 * Chunk extensions are kept, since bodies pass as the bytes that came, but they must follow the grammar of §7.1.1 without its optional white space
 * (which is where recipients disagree), and are bounded. Trailers are checked as fields are.
 */
export class ChunkScanner {
  /** Bytes of chunk data that come next. */
  remaining = 0;
  /** Trailers that came in pieces, once they are whole. */
  trailers: Buffer | undefined = undefined;
  /** name, value, … of the trailers, once they are whole. */
  trailerFields: readonly string[] | undefined = undefined;
  #state = SIZE_FIRST;
  #size = 0;
  #digits = 0;
  #lineBytes = 0;
  #extensionBytes = 0;
  #section: TrailerSection | undefined = undefined;

  get done(): boolean {
    return this.#state === DONE;
  }

  /** Bytes of trailers that are held back until the section is whole. They are the last ones that were scanned. */
  get held(): number {
    return this.#section?.held ?? 0;
  }

  /** Reads framing from `pos` on, up to data, the end of the body, or the end of the chunk; returns where it stopped. Throws HttpSyntaxError. */
  scan(bytes: Buffer, pos: number): number {
    const end = bytes.length;
    let at = pos;
    while (at < end) {
      if (this.#state === TRAILERS) return this.#scanTrailers(bytes, at);
      this.#state = this.#step(bytes[at] as number);
      if (this.#state === TRAILERS) continue; // The byte is the first one of a field.
      at++;
      if (this.remaining > 0 || this.#state === DONE) return at;
    }
    return at;
  }

  #scanTrailers(bytes: Buffer, pos: number): number {
    this.#section ??= new TrailerSection();
    const end = this.#section.feed(bytes, pos);
    if (end < 0) return bytes.length;
    this.trailers = this.#section.copied;
    this.trailerFields = this.#section.fields;
    this.#state = DONE;
    return end;
  }

  #step(code: number): number {
    switch (this.#state) {
      case SIZE_FIRST:
      case SIZE:
        return this.#sizeByte(code);
      case SIZE_LF:
        if (code !== LF) throw carriageReturnError();
        return this.#sizeEnd();
      case DATA_CR:
        if (code === CR) return DATA_LF;
        throw code === LF
          ? lineFeedError()
          : new HttpSyntaxError(400, 'RFC 9112 §7.1: chunk data longer than its size');
      case DATA_LF:
        if (code === LF) return SIZE_FIRST;
        throw carriageReturnError();
      case TRAILER_FIRST:
        return code === CR ? TRAILER_LF : TRAILERS;
      case TRAILER_LF:
        if (code === LF) return DONE;
        throw carriageReturnError();
      default:
        return this.#extensionByte(code);
    }
  }

  #sizeByte(code: number): number {
    const digit = HEX_VALUE[code] as number;
    if (digit < 16) {
      this.#digits++;
      this.#size = this.#size * 16 + digit;
      if (this.#digits > MAX_CHUNK_SIZE_DIGITS || this.#size > Number.MAX_SAFE_INTEGER) {
        throw new HttpSyntaxError(400, 'RFC 9112 §7.1: chunk size over 2^53 or 16 digits');
      }
      this.#lineBytes++;
      return SIZE;
    }
    if (code === LF) throw lineFeedError();
    if (this.#state === SIZE_FIRST) throw new HttpSyntaxError(400, 'RFC 9112 §7.1: chunk without a size');
    if (code === CR) return SIZE_LF;
    if (code === SEMICOLON) return this.#countExtension(EXTENSION_FIRST);
    throw new HttpSyntaxError(400, 'RFC 9112 §7.1: chunk size is not a plain hexadecimal number');
  }

  /** The line is whole: data follows, or behind the last chunk the trailer section. */
  #sizeEnd(): number {
    const last = this.#size === 0;
    this.remaining = this.#size;
    this.#size = this.#digits = this.#lineBytes = 0;
    return last ? TRAILER_FIRST : DATA_CR;
  }

  /** chunk-ext = *( ";" token [ "=" ( token / quoted-string ) ] ) */
  #extensionByte(code: number): number {
    if (code === LF) throw lineFeedError();
    const characters = CLASS[code] as number;
    switch (this.#state) {
      case EXTENSION_FIRST:
        if (characters & TOKEN) return this.#countExtension(EXTENSION_NAME);
        break;
      case EXTENSION_NAME:
        if (characters & TOKEN) return this.#countExtension(EXTENSION_NAME);
        if (code === EQUALS) return this.#countExtension(VALUE_FIRST);
        return this.#extensionEnd(code);
      case VALUE_FIRST:
        if (characters & TOKEN) return this.#countExtension(VALUE_TOKEN);
        if (code === QUOTE) return this.#countExtension(VALUE_QUOTED);
        break;
      case VALUE_TOKEN:
        if (characters & TOKEN) return this.#countExtension(VALUE_TOKEN);
        return this.#extensionEnd(code);
      case VALUE_QUOTED:
        if (characters & QUOTED) return this.#countExtension(VALUE_QUOTED);
        if (code === BACKSLASH) return this.#countExtension(QUOTED_PAIR);
        if (code === QUOTE) return this.#countExtension(VALUE_END);
        break;
      case QUOTED_PAIR:
        if (characters & VALUE) return this.#countExtension(VALUE_QUOTED);
        break;
      case VALUE_END:
        return this.#extensionEnd(code);
    }
    throw extensionError();
  }

  #extensionEnd(code: number): number {
    if (code === CR) return SIZE_LF;
    if (code === SEMICOLON) return this.#countExtension(EXTENSION_FIRST);
    throw extensionError();
  }

  #countExtension(next: number): number {
    this.#lineBytes++;
    this.#extensionBytes++;
    if (this.#lineBytes > MAX_CHUNK_LINE_BYTES || this.#extensionBytes > MAX_CHUNK_EXTENSION_BYTES) {
      throw new HttpSyntaxError(400, 'RFC 9112 §7.1.1: chunk extensions too long');
    }
    return next;
  }
}

function extensionError(): HttpSyntaxError {
  return new HttpSyntaxError(400, 'RFC 9112 §7.1.1: malformed chunk extension');
}
