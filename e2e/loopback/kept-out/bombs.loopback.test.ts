import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { decodeBody, MAX_DECODED_BYTES } from '../../../electron/engine/requests/store/decode-body.ts';
import { ask } from '../../../exit/testing/ask.ts';
import { HttpScene } from '../../../exit/testing/http-scene.ts';
import type { RawVisitor } from '../../../exit/testing/raw-visitor.ts';
import { answering } from '../../../exit/testing/test-client.ts';
import { until } from '../../../exit/testing/until.ts';
import { MAX_CHUNK_EXTENSION_BYTES, MAX_FIELDS } from '../../../shared/http1/limits.ts';

const MIB = 1024 * 1024;

let scene: HttpScene;
/** With a shorter time than a person has: slowloris is to be cut off while the test looks. A bomb may take as long on a busy machine, and goes to the other. */
let impatient: HttpScene;

beforeAll(async () => {
  scene = await HttpScene.start();
  impatient = await HttpScene.start({ limits: { headTimeoutMs: 1_000, bodyTimeoutMs: 1_000 } });
});
afterEach(() => {
  for (const one of [scene, impatient]) one.endVisits();
});
afterAll(async () => {
  for (const one of [scene, impatient]) await one.end();
});

async function othersAreServed(at = scene): Promise<void> {
  expect((await ask(at.exit.dataPort, 'two.localhost', '/well')).status).toBe(200);
}

/** The exit server has ended the connection: in an orderly way, or by a reset. */
async function isOver(visitor: RawVisitor): Promise<void> {
  await until(() => visitor.ended || visitor.closed, 'the end of the connection');
}

/** Heads that a visitor sends, each of which would fill something. */
const HEADS: Record<string, string> = {
  'many fields': Array.from({ length: MAX_FIELDS + 1 }, (_, index) => `X-${index}: y\r\n`).join(''),
  'the same field many times': 'Cookie: a=b\r\n'.repeat(MAX_FIELDS + 1),
  'one huge field': `X: ${'y'.repeat(2 * MIB)}\r\n`,
  'one huge field name': `${'x'.repeat(2 * MIB)}: y\r\n`,
  'a field that is folded for ever': `X: y\r\n${' z\r\n'.repeat(100_000)}`,
};

test.each(Object.entries(HEADS))('a header bomb of a visitor is refused: %s', async (_what, fields) => {
  const visitor = scene.visit();
  visitor.write(`GET / HTTP/1.1\r\nHost: one.localhost\r\n${fields}\r\n`);
  await visitor.sees('HTTP/1.1 4');
  expect(visitor.text).toMatch(/^HTTP\/1\.1 4(?:00|31) /);
  await isOver(visitor);
  await othersAreServed();
});

test('a huge request line of a visitor is refused', async () => {
  const visitor = scene.visit();
  visitor.write(`GET /${'x'.repeat(2 * MIB)} HTTP/1.1\r\nHost: one.localhost\r\n\r\n`);
  await visitor.sees('HTTP/1.1 4');
  expect(visitor.text).toMatch(/^HTTP\/1\.1 4(?:00|14|31) /);
  await othersAreServed();
});

test.each([
  ['chunk extensions', `1;${'x'.repeat(1_000)}\r\ny\r\n`.repeat(2 + MAX_CHUNK_EXTENSION_BYTES / 1_000)],
  ['one endless chunk extension', `1;${'x'.repeat(MIB)}`],
  ['a chunk size of endless zeros', '0'.repeat(MIB)],
  ['a chunk size beyond 64 bits', `${'f'.repeat(17)}\r\n`],
  ['endless trailers', `0\r\n${'X: y\r\n'.repeat(100_000)}`],
])('a body of a visitor that is a bomb of framing is refused: %s', async (_what, body) => {
  const visitor = scene.visit();
  visitor.write(`POST / HTTP/1.1\r\nHost: one.localhost\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
  await isOver(visitor);
  expect(visitor.text).not.toContain('HTTP/1.1 200');
  await othersAreServed();
});

test.each(Object.entries(HEADS))('a header bomb of an upstream is refused: %s', async (what, fields) => {
  const name = `bomb-${Object.keys(HEADS).indexOf(what)}`;
  await scene.client.open({ name }, answering(`HTTP/1.1 200 OK\r\n${fields}Content-Length: 0\r\n\r\n`));
  expect((await ask(scene.exit.dataPort, `${name}.localhost`)).status).toBe(502);
  await othersAreServed();
});

test.each([
  ['a head', 'GET / HTTP/1.1\r\nHost: one.localhost\r\nX-', /^HTTP\/1\.1 408 /],
  ['a body', 'POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 1000\r\n\r\nx', /^(?:HTTP\/1\.1 408 |$)/],
])('slowloris: %s that never ends is given up', async (_what, begin, answer) => {
  const visitor = impatient.visit();
  visitor.write(begin);
  await isOver(visitor);
  expect(visitor.text).toMatch(answer);
  await othersAreServed(impatient);
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const)(
  'a decompression bomb that was captured (%s) does not fill the memory when it is looked at',
  (encoding, compress) => {
    const bomb = compress(Buffer.alloc(64 * MIB));
    expect(bomb.length).toBeLessThan(MIB);
    const before = process.memoryUsage().rss;
    expect(decodeBody(bomb, encoding)?.bytes.length ?? 0).toBeLessThanOrEqual(MAX_DECODED_BYTES);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * MIB);
  },
);
