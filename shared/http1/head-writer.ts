import { isFieldName } from './fields.ts';
import type { RequestHead } from './request-head.ts';
import { originTarget } from './request-target.ts';
import type { ResponseHead } from './response-head.ts';

/** What changes on the way. */
export interface HeadEdits {
  /** Replaces the value of Host (requests). */
  host?: string | undefined;
  /** Replaces the target (requests). */
  target?: string | undefined;
  /** Leaves fields out, by their name in lower case. Not asked for those of `add`. */
  drop?: ((lowerName: string) => boolean) | undefined;
  /** name, value, … to put behind the others. */
  add?: readonly string[] | undefined;
  /** The Connection field of the next hop; `upgrade` also lets Upgrade pass. */
  connection?: 'close' | 'keep-alive' | 'upgrade' | undefined;
}

/** What a field is to a message on its way through a gateway. */
const PASS = 0;
const HOP = 1;
const UPGRADE = 2;
const TE = 3;
const HOST = 4;
const EXPECT = 5;
const FRAMING = 6;

const NONE: readonly string[] = [];

/**
 * Writes a request for the next hop: HTTP/1.1, origin-form, exactly one Host (at its old place, or first), and none of the fields that were for the
 * hop before (RFC 9110 §7.6.1): Connection and those that it names, Keep-Alive, Proxy-Connection, Upgrade unless upgrading, and TE. Since
 * trailers pass, a TE that offers them is announced anew as `TE: trailers` with its connection option (RFC 9110 §10.1.4).
 *
 * Transfer-Encoding, Content-Length and Trailer stay, since bodies pass as framed. Expect of an HTTP/1.0 request goes: it counts for
 * nothing there (RFC 9110 §10.1.1), and its sender could not read a 100.
 */
export function writeRequestHead(head: RequestHead, edits: HeadEdits): Buffer {
  const { fields } = head;
  const hopFields = head.hopFields ?? NONE;
  const target = edits.target ?? originTarget(head.target, head.method);
  // An absolute-form's authority replaces Host; otherwise Host keeps its letters.
  const newHost = edits.host ?? (target === head.target ? undefined : head.host);
  let hasHost = false;
  let trailers = false;
  let lines = '';
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    const value = fields[i + 1] as string;
    switch (kindOf(name)) {
      case HOST:
        lines += `${name}: ${newHost ?? value}\r\n`;
        hasHost = true;
        continue;
      case TE:
        trailers ||= head.minor === 1 && offersTrailers(value);
        continue;
      case HOP:
        continue;
      case UPGRADE:
        if (edits.connection !== 'upgrade') continue;
        break;
      case EXPECT:
        if (head.minor === 0) continue;
        break;
    }
    if (isDropped(name, hopFields, edits)) continue;
    lines += `${name}: ${value}\r\n`;
  }
  const host = hasHost ? '' : `Host: ${newHost ?? head.host ?? ''}\r\n`;
  return finishHead(`${head.method} ${target} HTTP/1.1\r\n${host}${lines}`, edits, trailers);
}

/**
 * Writes an answer for the next hop: HTTP/1.1, without the fields that were for the hop before (as in `writeRequestHead`), and without framing fields
 * in 1xx and 204, where they must not be (RFC 9112 §6.1, RFC 9110 §8.6).
 */
export function writeResponseHead(head: ResponseHead, edits: HeadEdits): Buffer {
  const { fields, status } = head;
  const hopFields = head.hopFields ?? NONE;
  const bodiless = status < 200 || status === 204;
  let lines = `HTTP/1.1 ${status} ${head.reason}\r\n`;
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    switch (kindOf(name)) {
      case TE:
      case HOP:
        continue;
      case UPGRADE:
        if (edits.connection !== 'upgrade') continue;
        break;
      case FRAMING:
        if (bodiless) continue;
        break;
    }
    if (isDropped(name, hopFields, edits)) continue;
    lines += `${name}: ${fields[i + 1]}\r\n`;
  }
  return finishHead(lines, edits, false);
}

function finishHead(text: string, edits: HeadEdits, trailers: boolean): Buffer {
  const add = edits.add ?? NONE;
  let lines = text;
  for (let i = 0; i < add.length; i += 2) lines += `${add[i]}: ${add[i + 1]}\r\n`;
  if (trailers) lines += 'TE: trailers\r\n';
  const option = connectionOption(edits.connection);
  if (option !== '' || trailers)
    lines += `Connection: ${option}${option !== '' && trailers ? ', ' : ''}${trailers ? 'TE' : ''}\r\n`;
  checkEdits(edits);
  return Buffer.from(`${lines}\r\n`, 'latin1');
}

function connectionOption(connection: HeadEdits['connection']): string {
  switch (connection) {
    case 'upgrade':
      return 'Upgrade';
    case undefined:
      return '';
    default:
      return connection;
  }
}

function isDropped(name: string, hopFields: readonly string[], edits: HeadEdits): boolean {
  for (let i = 0; i < hopFields.length; i++) if (isFieldName(name, hopFields[i] as string)) return true;
  return edits.drop?.(name.toLowerCase()) ?? false;
}

/** The length of a name rules out nearly all fields at once. */
function kindOf(name: string): number {
  switch (name.length) {
    case 2:
      return isFieldName(name, 'te') ? TE : PASS;
    case 4:
      return isFieldName(name, 'host') ? HOST : PASS;
    case 6:
      return isFieldName(name, 'expect') ? EXPECT : PASS;
    case 7:
      return isFieldName(name, 'upgrade') ? UPGRADE : PASS;
    case 10:
      return isFieldName(name, 'connection') || isFieldName(name, 'keep-alive') ? HOP : PASS;
    case 14:
      return isFieldName(name, 'content-length') ? FRAMING : PASS;
    case 16:
      return isFieldName(name, 'proxy-connection') ? HOP : PASS;
    case 17:
      return isFieldName(name, 'transfer-encoding') ? FRAMING : PASS;
    default:
      return PASS;
  }
}

function offersTrailers(te: string): boolean {
  return te.split(',').some((member) => member.trim().toLowerCase() === 'trailers');
}

/** What a gateway adds must not become a line of its own: it may come from settings or from an address. */
function checkEdits(edits: HeadEdits): void {
  const breaking = /[\r\n\0]/;
  if (edits.host !== undefined && breaking.test(edits.host)) throw new TypeError('Host must not hold CR, LF or NUL');
  if (edits.target !== undefined && /[^\x21-\x7e]/.test(edits.target))
    throw new TypeError('a target must be visible ASCII');
  for (const part of edits.add ?? NONE)
    if (breaking.test(part)) throw new TypeError('a field must not hold CR, LF or NUL');
}
