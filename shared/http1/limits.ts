/**
 * Bounds of the HTTP/1 reader. RFC 9112 leaves them to the implementation (§3, §5, §7.1.1); each is at least what the common servers and
 * browsers allow, so that no honest peer meets them.
 */

/** Bytes of a head, start line and blank line included. Node and nginx stop at 16 and 32 KiB, Chromium sends up to 256 KiB of cookies at worst. */
export const MAX_HEAD_BYTES = 64 * 1024;

/** Bytes of a request line without its CRLF. RFC 9112 §3 asks for 8000 at least; browsers and servers rarely go over 8 KiB. */
export const MAX_REQUEST_LINE_BYTES = 16 * 1024;

/** Fields of a head or a trailer section. Apache allows 100, Node 2000; a page of a browser sends about 20. */
export const MAX_FIELDS = 200;

/** Hexadecimal digits of a chunk size: enough for 64 bits, so that leading zeros cannot go on for ever. */
export const MAX_CHUNK_SIZE_DIGITS = 16;

/** Bytes of one chunk-size line, extensions included, without its CRLF. */
export const MAX_CHUNK_LINE_BYTES = 4 * 1024;

/** Bytes of chunk extensions in one message (RFC 9112 §7.1.1 asks for a limit on their total). The same as Node's. */
export const MAX_CHUNK_EXTENSION_BYTES = 16 * 1024;
