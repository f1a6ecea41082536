import fc from 'fast-check';

/** Generators of messages for property tests. All texts are Latin-1. */

const token = fc.string({ unit: fc.constantFrom(...'aZ09-_!~'), minLength: 1, maxLength: 12 });
const valueText = fc.string({ unit: fc.constantFrom(...'aZ09 ,;="\t\xe9/*'), maxLength: 20 });

/** Fields that mean nothing for framing or routing. Names that mean something to the one or the other parser are prefixed away. */
const plainField = fc.tuple(token, valueText).map(([name, value]) => `X-${name}: ${value}\r\n`);

const connectionField = fc.constantFrom(
  'Connection: keep-alive\r\n',
  'Connection: close\r\n',
  'connection: Keep-Alive, X-a\r\n',
  'Connection: Upgrade\r\nUpgrade: websocket\r\n',
  'Connection: TE\r\nTE: trailers\r\n',
);

const fields = fc
  .tuple(fc.array(plainField, { maxLength: 6 }), fc.option(connectionField, { nil: '', freq: 4 }))
  .map(([plain, connection]) => plain.join('') + connection);

const payload = fc.string({ unit: fc.constantFrom(...'ab\r\n0;:'), maxLength: 40 });
const extension = fc.constantFrom('', '', '', ';a', ';a=b', ';a="b c"', ';a="\\"";d=e');

const chunk = fc.tuple(payload, extension, fc.boolean()).map(([data, suffix, upper]) => {
  if (data === '') return '';
  const size = data.length.toString(16);
  return `${upper ? size.toUpperCase() : size}${suffix}\r\n${data}\r\n`;
});

const trailers = fc.option(fc.array(plainField, { minLength: 1, maxLength: 3 }), { nil: [], freq: 3 });

const chunkedBody = fc
  .tuple(fc.array(chunk, { maxLength: 5 }), extension, trailers)
  .map(([chunks, suffix, section]) => `${chunks.join('')}0${suffix}\r\n${section.join('')}\r\n`);

/** [framing field, body] */
const framed = fc.oneof(
  fc.constant(['', '']),
  payload.map((body) => [`Content-Length: ${body.length}\r\n`, body]),
  chunkedBody.map((body) => ['Transfer-Encoding: chunked\r\n', body]),
);

const path = fc.string({ unit: fc.constantFrom(...'aZ09/.?&=%-_~|'), maxLength: 20 }).map((rest) => `/${rest}`);

const target = fc.oneof(
  path.map((text) => ['GET', text]),
  path.map((text) => ['POST', text]),
  path.map((text) => ['PROPFIND', `http://b.example${text}`]),
  fc.constant(['OPTIONS', '*']),
);

/** A request that is valid in every respect. */
export const arbitraryRequest = fc
  .tuple(target, fields, framed, fc.boolean())
  .map(([[method, place], lines, [framing, body], framingFirst]) => {
    const rest = framingFirst ? `${framing}${lines}` : `${lines}${framing}`;
    return `${method} ${place} HTTP/1.1\r\nHost: a.example:80\r\n${rest}\r\n${body}`;
  });

/** An answer that is valid in every respect (to a GET). */
export const arbitraryAnswer = fc
  .tuple(fc.constantFrom('200 OK', '404 ', '500 \xe9', '204 No Content', '304 X', '103 Hints'), fields, framed)
  .map(([line, lines, [framing, body]]) => {
    const bodiless = /^(1|204|304)/.test(line);
    return `HTTP/1.1 ${line}\r\n${lines}${bodiless ? '' : framing}\r\n${bodiless ? '' : body}`;
  });

/** What is likely to break a message: characters that shape it, and framing fields. */
const POISON = [
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  ' ',
  '\t',
  '\0',
  ':',
  ';',
  ',',
  '"',
  '\x7f',
  '\x0b',
  '\xa0',
  '0',
  '5',
  '+',
  '-',
  'x',
  '#',
  '*',
  '(',
  '\r\n ',
  '\n ',
  'Content-Length: 5\r\n',
  'Content-Length: 0\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: identity\r\n',
  'Transfer-Encoding : chunked\r\n',
  'Host: b\r\n',
  'Connection: close\r\n',
  '0\r\n\r\n',
  'HTTP/1.0',
  'HTTP/1.1',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'ffffffffffffffff',
  '10000000000000005',
]; // prettier-ignore

const edit = fc.record({
  kind: fc.constantFrom('insert', 'replace', 'delete', 'double', 'version'),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 6 }),
  text: fc.constantFrom(...POISON),
});

/** The same messages with one to three bytes or lines wrong. Some stay valid. */
export function arbitraryMutation(message: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(message, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) => {
    let result = text;
    for (const { kind, at, length, text: poison } of edits) {
      const place = at % (result.length + 1);
      const before = result.slice(0, place);
      const after = result.slice(place);
      if (kind === 'insert') result = before + poison + after;
      else if (kind === 'replace') result = before + poison + after.slice(length);
      else if (kind === 'delete') result = before + after.slice(length);
      else if (kind === 'double') result = before + after.slice(0, length) + after;
      else result = result.replace('HTTP/1.1', 'HTTP/1.0');
    }
    return result;
  });
}
