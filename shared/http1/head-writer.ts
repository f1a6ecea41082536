import type { AddedFields } from './added-fields.ts';
import { EXPECT, type FieldBlock, FRAMING, HOP, HOST, TE, UPGRADE } from './field-block.ts';
import type { FieldNames } from './field-names.ts';
import { isFieldName } from './fields.ts';
import { PassingLines } from './passing-lines.ts';
import type { RequestHead } from './request-head.ts';
import { originTarget } from './request-target.ts';
import type { ResponseHead } from './response-head.ts';

/** What changes on the way. */
export interface HeadEdits {
  /** Replaces the value of Host (requests). */
  host?: string | undefined;
  /** Replaces the target (requests). */
  target?: string | undefined;
  /** Leaves fields out; not those of `add`. */
  drop?: FieldNames | undefined;
  /** Fields to put behind the others. */
  add?: AddedFields | undefined;
  /** The Connection field of the next hop; `upgrade` also lets Upgrade pass. */
  connection?: 'close' | 'keep-alive' | 'upgrade' | undefined;
}

/** Of an answer whose reason is empty: `HTTP/1.1 200 ` and the line's end. */
const STATUS_LINE_LENGTH = 15;

/**
 * Writes a request for the next hop: HTTP/1.1, origin-form, exactly one Host (at its old place, or first), and none of the fields that were for the
 * hop before (RFC 9110 §7.6.1): Connection and those that it names, Keep-Alive, Proxy-Connection, Upgrade unless upgrading, and TE. Since
 * trailers pass, a TE that offers them is announced anew as `TE: trailers` with its connection option (RFC 9110 §10.1.4).
 *
 * Transfer-Encoding, Content-Length and Trailer stay, since bodies pass as framed. Expect of an HTTP/1.0 request goes: it counts for
 * nothing there (RFC 9110 §10.1.1), and its sender could not read a 100.
 */
export function writeRequestHead(head: RequestHead, edits: HeadEdits): Buffer {
  const { block, hopFields } = head;
  const target = edits.target ?? originTarget(head.target, head.method);
  // An absolute-form's authority replaces Host; otherwise Host keeps its letters.
  const newHost = edits.host ?? (target === head.target ? undefined : head.host);
  const lines = new PassingLines(block);
  if (target !== head.target || head.minor !== 1 || block.hosts === 0) {
    const host = block.hosts > 0 ? '' : `Host: ${newHost ?? head.host ?? ''}\r\n`;
    lines.startWith(`${head.method} ${target} HTTP/1.1\r\n${host}`);
  }
  let trailers = false;
  for (let i = 0; i < block.count; i++) {
    switch (block.kind(i)) {
      case HOST:
        if (newHost !== undefined) lines.replace(i, newHost);
        else if (!block.isEven(i)) lines.replace(i, block.value(i));
        continue;
      case TE:
        trailers ||= head.minor === 1 && offersTrailers(block.value(i));
        lines.leaveOut(i);
        continue;
      case HOP:
        lines.leaveOut(i);
        continue;
      case UPGRADE:
        if (edits.connection === 'upgrade') break;
        lines.leaveOut(i);
        continue;
      case EXPECT:
        if (head.minor === 1) break;
        lines.leaveOut(i);
        continue;
    }
    if (isDropped(block, i, hopFields, edits)) lines.leaveOut(i);
    else if (!block.isEven(i)) lines.replace(i, block.value(i));
  }
  return finishHead(lines, edits, trailers);
}

/**
 * Writes an answer for the next hop: HTTP/1.1, without the fields that were for the hop before (as in `writeRequestHead`), and without framing fields
 * in 1xx and 204, where they must not be (RFC 9112 §6.1, RFC 9110 §8.6).
 */
export function writeResponseHead(head: ResponseHead, edits: HeadEdits): Buffer {
  const { block, hopFields, status, reason } = head;
  const bodiless = status < 200 || status === 204;
  const lines = new PassingLines(block);
  const isWhole = block.lineStart(0) === STATUS_LINE_LENGTH + reason.length;
  if (head.minor !== 1 || !isWhole) lines.startWith(`HTTP/1.1 ${status} ${reason}\r\n`);
  for (let i = 0; i < block.count; i++) {
    switch (block.kind(i)) {
      case TE:
      case HOP:
        lines.leaveOut(i);
        continue;
      case UPGRADE:
        if (edits.connection === 'upgrade') break;
        lines.leaveOut(i);
        continue;
      case FRAMING:
        if (!bodiless) break;
        lines.leaveOut(i);
        continue;
    }
    if (isDropped(block, i, hopFields, edits)) lines.leaveOut(i);
    else if (!block.isEven(i)) lines.replace(i, block.value(i));
  }
  return finishHead(lines, edits, false);
}

function finishHead(lines: PassingLines, edits: HeadEdits, trailers: boolean): Buffer {
  checkEdits(edits);
  let added = edits.add?.lines ?? '';
  if (trailers) added += 'TE: trailers\r\n';
  const option = connectionOption(edits.connection);
  if (option !== '' || trailers)
    added += `Connection: ${option}${option !== '' && trailers ? ', ' : ''}${trailers ? 'TE' : ''}\r\n`;
  return Buffer.from(lines.endWith(added), 'latin1');
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

function isDropped(block: FieldBlock, index: number, hopFields: readonly string[], edits: HeadEdits): boolean {
  if (hopFields.length > 0) {
    const name = block.name(index);
    for (let i = 0; i < hopFields.length; i++) if (isFieldName(name, hopFields[i] as string)) return true;
  }
  const { drop } = edits;
  // The name is cut out only where it may be one of them.
  return drop?.mayHave(block.nameLength(index)) === true && drop.has(block.name(index));
}

function offersTrailers(te: string): boolean {
  return te.split(',').some((member) => member.trim().toLowerCase() === 'trailers');
}

/** What a gateway puts in must not become a line of its own: it may come from settings or from an address. */
function checkEdits({ host, target }: HeadEdits): void {
  if (host !== undefined && /[\r\n\0]/.test(host)) throw new TypeError('Host must not hold CR, LF or NUL');
  if (target !== undefined && /[^\x21-\x7e]/.test(target)) throw new TypeError('a target must be visible ASCII');
}
