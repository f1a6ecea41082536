import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AddedFields } from './added-fields.ts';
import { FieldNames } from './field-names.ts';
import { writeRequestHead, writeResponseHead } from './head-writer.ts';
import { parseRequestHead } from './request-head.ts';
import { parseResponseHead } from './response-head.ts';
import { latin1 } from './testing/event-recorder.ts';

const NAMES = ['A', 'Cookie', 'X-Long-Name', 'TE', 'Keep-Alive', 'Upgrade', 'Proxy-Connection', 'x-drop', 'X-Hop'];
const line = fc.record({
  name: fc.constantFrom(...NAMES),
  value: fc.constantFrom('', '1', 'a b', 'trailers', '100-continue', '\xe9\t\xff'),
  before: fc.constantFrom(' ', '', '\t', '  '),
  behind: fc.constantFrom('', '', ' ', '\t '),
});
const lines = fc.array(line, { maxLength: 8 });
const connection = fc.constantFrom(undefined, 'close', 'X-Hop', 'upgrade', 'TE, x-hop');
const edits = fc.record({
  drop: fc.constantFrom(undefined, new FieldNames(['x-drop', 'cookie'])),
  add: fc.constantFrom(undefined, new AddedFields(['X-Added', '1'])),
  connection: fc.constantFrom(undefined, 'close' as const, 'upgrade' as const),
});

type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;

function wire(parts: readonly Line[], option: string | undefined): string {
  const text = parts.map(({ name, value, before, behind }) => `${name}:${before}${value}${behind}\r\n`).join('');
  return option === undefined ? text : `${text}Connection: ${option}\r\n`;
}

/** What passes, field by field: what the writer, which copies whole runs of lines, must come to as well. */
function passing(fields: readonly string[], gone: (lowerName: string) => boolean): string {
  let text = '';
  for (let i = 0; i < fields.length; i += 2) {
    if (!gone((fields[i] as string).toLowerCase())) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  }
  return text;
}

const HOP = ['connection', 'keep-alive', 'proxy-connection', 'te'];

test('a request has exactly the fields that pass, however its lines were spaced', () => {
  fc.assert(
    fc.property(lines, connection, edits, fc.constantFrom(0, 1), (parts, option, edit, minor) => {
      const text = `GET /a HTTP/1.${minor}\r\nHost:a\r\n${wire(parts, option)}\r\n`;
      const head = parseRequestHead(latin1(text), 0, text.length);
      const upgrading = edit.connection === 'upgrade';
      const kept = passing(head.fields, (name) => {
        if (HOP.includes(name) || head.hopFields.includes(name) || edit.drop?.has(name) === true) return true;
        return name === 'upgrade' && !upgrading;
      });
      const written = writeRequestHead(head, edit).toString('latin1');
      expect(written.startsWith(`GET /a HTTP/1.1\r\n${kept}${edit.add?.lines ?? ''}`)).toBe(true);
      const again = parseRequestHead(latin1(written), 0, written.length);
      expect(again.fields.length / 2).toBeLessThanOrEqual(head.fields.length / 2 + 3);
    }),
  );
});

test('an answer has exactly the fields that pass, however its lines were spaced', () => {
  const status = fc.constantFrom('200 OK', '404', '204 ', '100 Continue');
  fc.assert(
    fc.property(lines, connection, edits, status, fc.constantFrom(0, 1), (parts, option, edit, code, minor) => {
      const text = `HTTP/1.${minor} ${code}\r\nContent-Length:\t0\r\n${wire(parts, option)}\r\n`;
      const head = parseResponseHead(latin1(text), 0, text.length, 'GET');
      const upgrading = edit.connection === 'upgrade';
      const bodiless = head.status < 200 || head.status === 204;
      const kept = passing(head.fields, (name) => {
        if (HOP.includes(name) || head.hopFields.includes(name) || edit.drop?.has(name) === true) return true;
        return (name === 'upgrade' && !upgrading) || (bodiless && name === 'content-length');
      });
      const option2 = edit.connection === undefined ? '' : `Connection: ${upgrading ? 'Upgrade' : 'close'}\r\n`;
      expect(writeResponseHead(head, edit).toString('latin1')).toBe(
        `HTTP/1.1 ${head.status} ${head.reason}\r\n${kept}${edit.add?.lines ?? ''}${option2}\r\n`,
      );
    }),
  );
});
