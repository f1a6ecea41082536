import { isIP } from 'node:net';
import { plainAddress } from '../plain-address.ts';
import type { Endpoint } from './endpoint.ts';
import {
  V1_MAX_BYTES,
  V1_SIGNATURE,
  V2_FIXED_BYTES,
  V2_LOCAL,
  V2_PROXY,
  V2_SIGNATURE,
  V2_TCP4,
  V2_TCP4_BYTES,
  V2_TCP6,
  V2_TCP6_BYTES,
} from './proxy-header.ts';

/** What the first bytes of a connection tell. */
export type ProxyHeaderReading =
  /** More bytes must come. */
  | { readonly kind: 'unfinished' }
  /**
   * A whole header of `length` bytes. `source`: who is connected to the proxy; undefined where it says nobody: then it is the proxy itself
   * (a health check), or somebody without an IP address.
   */
  | { readonly kind: 'header'; readonly length: number; readonly source: Endpoint | undefined }
  /** No PROXY header; `why` ends the sentence "the connection …". */
  | { readonly kind: 'malformed'; readonly why: string };

/**
 * Longest binary header that is read. What is behind the addresses (TLVs) is skipped: server name, protocol, certificate subject and the ids of
 * clouds take some hundred bytes. The specification asks of receivers for 536 in all.
 */
export const MAX_PROXY_HEADER_BYTES = 4_096;

const UNFINISHED: ProxyHeaderReading = { kind: 'unfinished' };
const PORT = /^(?:0|[1-9]\d{0,4})$/;
/** Bytes of one AF_UNIX address pair. */
const V2_UNIX_BYTES = 216;
/** By family, the high half of byte 14: unspecified, IPv4, IPv6, UNIX. */
const V2_ADDRESS_BYTES = [0, V2_TCP4_BYTES, V2_TCP6_BYTES, V2_UNIX_BYTES];
/** Unspecified, stream, datagram: the low half of byte 14. */
const V2_PROTOCOLS = 3;

/**
 * Reads the header of version 1 or 2 at the beginning of a connection. Anything that does not follow the specification is malformed, as soon as
 * that can be seen; bytes that come later change nothing of what was decided.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeaderReading {
  if (bytes.length === 0) return UNFINISHED;
  if (startsLike(bytes, V1_SIGNATURE)) return readLine(bytes);
  if (startsLike(bytes, V2_SIGNATURE)) return readBinary(bytes);
  return malformed('does not begin with a PROXY header');
}

/** Whether all that is there of the first bytes agrees. */
function startsLike(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length);
  return bytes.compare(signature, 0, length, 0, length) === 0;
}

function readLine(bytes: Buffer): ProxyHeaderReading {
  const text = bytes.toString('latin1', 0, V1_MAX_BYTES);
  const end = text.search(/[\r\n]/);
  if (end < 0 || end === text.length - 1) {
    if (text[end] === '\n') return malformed('has a PROXY line with a bare line feed');
    return bytes.length < V1_MAX_BYTES ? UNFINISHED : malformed(`has a PROXY line of more than ${V1_MAX_BYTES} bytes`);
  }
  if (text.slice(end, end + 2) !== '\r\n') return malformed('has a PROXY line that does not end with CRLF');
  const line = text.slice(0, end);
  const length = end + 2;
  // What else the line says then must be ignored.
  if (line === 'PROXY UNKNOWN' || line.startsWith('PROXY UNKNOWN '))
    return { kind: 'header', length, source: undefined };
  const source = sourceOfLine(line.split(' '));
  return source === undefined ? malformed('has a PROXY line with a wrong field') : { kind: 'header', length, source };
}

function sourceOfLine(fields: readonly string[]): Endpoint | undefined {
  const [, protocol, source = '', destination = '', sourcePort = '', destinationPort = ''] = fields;
  const family = protocol === 'TCP4' ? 4 : protocol === 'TCP6' ? 6 : undefined;
  if (family === undefined || fields.length !== 6) return undefined;
  if (!isAddress(source, family) || !isAddress(destination, family)) return undefined;
  if (!isPort(sourcePort) || !isPort(destinationPort)) return undefined;
  return { address: plainAddress(source), port: Number(sourcePort) };
}

/** A zone (RFC 4007 §11) would name an interface of the proxy. */
function isAddress(text: string, family: 4 | 6): boolean {
  return isIP(text) === family && !text.includes('%');
}

function isPort(text: string): boolean {
  return PORT.test(text) && Number(text) <= 65_535;
}

function readBinary(bytes: Buffer): ProxyHeaderReading {
  const [, command] = halves(bytes[12] ?? 0x20);
  if (bytes.length > 12 && bytes[12] !== 0x20 + V2_LOCAL && bytes[12] !== 0x20 + V2_PROXY) {
    return malformed('has a PROXY header of an unknown version or command');
  }
  const [family, protocol] = halves(bytes[13] ?? 0);
  // A LOCAL header's family is ignored.
  const known = command === V2_LOCAL || (family < V2_ADDRESS_BYTES.length && protocol < V2_PROTOCOLS);
  if (!known) return malformed('has a PROXY header of an unknown address family');
  if (bytes.length < V2_FIXED_BYTES) return UNFINISHED;
  const length = V2_FIXED_BYTES + bytes.readUInt16BE(14);
  if (length > MAX_PROXY_HEADER_BYTES)
    return malformed(`has a PROXY header of more than ${MAX_PROXY_HEADER_BYTES} bytes`);
  const least = command === V2_LOCAL ? 0 : (V2_ADDRESS_BYTES[family] ?? 0);
  if (length < V2_FIXED_BYTES + least) return malformed('has a PROXY header that is too short for its addresses');
  if (bytes.length < length) return UNFINISHED;
  return { kind: 'header', length, source: command === V2_LOCAL ? undefined : sourceOfBinary(bytes) };
}

/** UDP and UNIX are valid, and no visitors' addresses of TCP: they count as unspecified (the text, §2.2). */
function sourceOfBinary(bytes: Buffer): Endpoint | undefined {
  const at = V2_FIXED_BYTES;
  if (bytes[13] === V2_TCP4) {
    return { address: bytes.subarray(at, at + 4).join('.'), port: bytes.readUInt16BE(at + 8) };
  }
  if (bytes[13] !== V2_TCP6) return undefined;
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(at + 2 * index).toString(16));
  return { address: plainAddress(groups.join(':')), port: bytes.readUInt16BE(at + 32) };
}

function halves(byte: number): [high: number, low: number] {
  return [byte >> 4, byte & 0x0f];
}

function malformed(why: string): ProxyHeaderReading {
  return { kind: 'malformed', why };
}
