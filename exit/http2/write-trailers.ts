import { isForbiddenTrailer } from '../../shared/http1/trailer-section.ts';

/** A name and a value that can stand on a line of their own (RFC 9110 §5.1, §5.5). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Writes the last chunk and the trailers (name, value, …) of a chunked body. Those that may not be trailers are left out (RFC 9110 §6.5.1). */
export function writeTrailers(fields: readonly string[]): Buffer {
  let lines = '';
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    const value = fields[i + 1] as string;
    if (NAME.test(name) && VALUE.test(value) && !isForbiddenTrailer(name)) lines += `${name}: ${value}\r\n`;
  }
  return Buffer.from(`0\r\n${lines}\r\n`, 'latin1');
}
