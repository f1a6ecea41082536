import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpScene } from '../testing/http-scene.ts';
import { Http2Visitor } from '../testing/http2-visitor.ts';
import { TestCertificates } from '../testing/test-certificates.ts';
import { answering } from '../testing/test-client.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n';
const TWICE = 'ETag: "1"\r\nETag: "2"\r\nContent-Type: text/a\r\nContent-Type: text/b\r\n';
const LONG = `X-Long: ${'x'.repeat(60_000)}\r\n`;

let scene: HttpScene;

beforeAll(async () => {
  scene = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
});
afterAll(() => scene.end());

/** Node's HTTP/2 throws at fields that HTTP/1.1 bears; whoever has a tunnel could end the exit server with them. */
describe('an answer that is odd for HTTP/2', () => {
  it.each([
    ['early hints with fields twice', `HTTP/1.1 103 Early Hints\r\n${TWICE}\r\n${OK}`],
    ['early hints with a field of the connection', `HTTP/1.1 103 Early Hints\r\nHTTP2-Settings: AA\r\n\r\n${OK}`],
    ['long early hints', `HTTP/1.1 103 Early Hints\r\n${LONG}\r\n${OK}`],
    ['early hints with a length', `HTTP/1.1 103 Early Hints\r\nContent-Length: 4\r\n\r\n${OK}`],
    ['trailers with a field of the connection', `${CHUNKED}HTTP2-Settings: AA\r\n\r\n`],
    ['trailers with fields twice', `${CHUNKED}${TWICE}\r\n`],
    ['long trailers', `${CHUNKED}${LONG}\r\n`],
    ['a head with a field of the connection', OK.replace('\r\n', '\r\nHTTP2-Settings: AA\r\nTE: gzip\r\n')],
    ['a long head', OK.replace('\r\n', `\r\n${LONG}`)],
    ['as long a head as may be', OK.replace('\r\n', `\r\nX-Long: ${'x'.repeat(65_475)}\r\n`)],
    ['dates twice', OK.replace('\r\n', '\r\nDate: a\r\nDate: b\r\n')],
  ])('%s, ends well', async (what, text) => {
    const name = what.replaceAll(' ', '-');
    await scene.client.open({ name }, answering(text));
    const visitor = new Http2Visitor(scene.exit.dataPort, `${name}.exit.test`);
    expect(await visitor.ask('/')).toMatchObject({ status: 200, text: 'ok', rstCode: 0 });
    expect(await visitor.ask('/', { ':method': 'HEAD' })).toMatchObject({ status: 200, rstCode: 0 });
    visitor.destroy();
  });

  it('behind early hints without end, is all that comes of them beyond 64 KiB', async () => {
    const hint = `HTTP/1.1 103 Early Hints\r\nX-Long: ${'x'.repeat(10_000)}\r\n\r\n`;
    await scene.client.open({ name: 'hints' }, answering(`${hint.repeat(100)}${OK}`));
    const visitor = new Http2Visitor(scene.exit.dataPort, 'hints.exit.test');
    const answer = await visitor.ask('/');
    expect(answer).toMatchObject({ status: 200, text: 'ok', rstCode: 0 });
    expect(answer.informational).toHaveLength(6);
    visitor.destroy();
  });

  it('a 205 with content, loses the content', async () => {
    const text = 'HTTP/1.1 205 Reset Content\r\nContent-Length: 2\r\n\r\nok';
    await scene.client.open({ name: 'reset' }, answering(text));
    const visitor = new Http2Visitor(scene.exit.dataPort, 'reset.exit.test');
    expect(await visitor.ask('/')).toMatchObject({ status: 205, bytes: 0, rstCode: 0 });
    visitor.destroy();
  });
});
