import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askHttps } from '../testing/ask-https.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { gather, type Http2Answer, Http2Visitor } from '../testing/http2-visitor.ts';
import { TestCertificates } from '../testing/test-certificates.ts';
import { answering, TestClient } from '../testing/test-client.ts';
import { until } from '../testing/until.ts';

let scene: HttpScene;
const visitors: Http2Visitor[] = [];

beforeAll(async () => {
  scene = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
});
afterAll(() => scene.end());
afterEach(() => {
  for (const visitor of visitors.splice(0)) visitor.destroy();
});

function visit(host = 'one.exit.test'): Http2Visitor {
  const visitor = new Http2Visitor(scene.exit.dataPort, host);
  visitors.push(visitor);
  return visitor;
}

function told(answer: Http2Answer): {
  url: string;
  method: string;
  headers: Record<string, string>;
  rawHeaders: string[];
  bytes: number;
  sha256: string;
} {
  return JSON.parse(Buffer.from(answer.text, 'latin1').toString());
}

/** Opens a tunnel whose every request is answered with the same bytes. */
async function answered(name: string, text: string): Promise<Http2Visitor> {
  await scene.client.open({ name }, answering(text));
  return visit(`${name}.exit.test`);
}

describe('a request over HTTP/2', () => {
  it('arrives as HTTP/1.1, and its answer comes back', async () => {
    const answer = await visit().ask('/a?b=c', { 'x-one': 'caf\xe9', te: 'trailers', cookie: ['a=1', 'b=2'] });
    expect(answer).toMatchObject({ status: 200, rstCode: 0, headers: { 'content-type': 'application/json' } });
    expect(answer.headers).not.toHaveProperty('connection');
    const request = told(answer);
    expect(request).toMatchObject({ method: 'GET', url: '/a?b=c', bytes: 0 });
    expect(request.headers).toMatchObject({
      host: 'one.exit.test',
      'x-one': 'caf\xe9',
      te: 'trailers',
      cookie: 'a=1; b=2',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'one.exit.test',
    });
    expect(request.headers).not.toHaveProperty('transfer-encoding');
  });

  it('brings its body with and without a length, and says 0 where there is none', async () => {
    const body = randomBytes(300_000);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const chunked = told(await visit().ask('/', { ':method': 'POST' }, body));
    expect(chunked).toMatchObject({ sha256, headers: { 'transfer-encoding': 'chunked' } });
    const sized = told(await visit().ask('/', { ':method': 'POST', 'content-length': body.length }, body));
    expect(sized).toMatchObject({ sha256, headers: { 'content-length': `${body.length}` } });
    expect(sized.headers).not.toHaveProperty('transfer-encoding');
    const empty = told(await visit().ask('/', { ':method': 'POST' }));
    expect(empty).toMatchObject({ bytes: 0, headers: { 'content-length': '0' } });
    const nothing = told(await visit().ask('/', { ':method': 'POST' }, ''));
    expect(nothing).toMatchObject({ bytes: 0, headers: { 'transfer-encoding': 'chunked' } });
  });

  it('is served beside 99 others of its connection', async () => {
    const visitor = visit();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        visitor.ask(`/${index}`, { ':method': 'POST' }, 'x'.repeat(index * 100)),
      ),
    );
    expect(answers.map((answer) => told(answer).url)).toEqual(answers.map((_, index) => `/${index}`));
    expect(answers.map((answer) => told(answer).bytes)).toEqual(answers.map((_, index) => index * 100));
  });

  it('is counted like any other', async () => {
    const visitor = await answered('counted', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    await visitor.ask('/');
    await visitor.ask('/');
    await visitor.ask('/.well-known/porthole/nonce');
    const text = await (await scene.exit.ask('/metrics')).text();
    expect(text).toContain('http_dataplane_requests_total{code="200",host="counted.exit.test",method="GET"} 2\n');
    expect(text).toMatch(/http_dataplane_bytes_total\{host="counted.exit.test",direction="out"\} [1-9]/);
  });

  it('gets the error pages', async () => {
    expect(await visit('nobody.exit.test').ask('/')).toMatchObject({
      status: 404,
      headers: { 'porthole-error': 'no-tunnel' },
    });
    const json = await visit('nobody.exit.test').ask('/', { accept: 'application/json' });
    expect(JSON.parse(json.text)).toMatchObject({ error: 'no-tunnel' });
    const head = await visit('nobody.exit.test').ask('/', { ':method': 'HEAD' });
    expect(head).toMatchObject({ status: 404, bytes: 0, rstCode: 0 });
    const refused = await answered(
      'refused',
      'HTTP/1.1 502 Bad Gateway\r\nPorthole-Error: upstream-refused\r\nContent-Length: 0\r\n\r\n',
    );
    expect(await refused.ask('/')).toMatchObject({ status: 502, headers: { 'porthole-error': 'upstream-refused' } });
    const invalid = await answered('invalid', 'rubbish\r\n\r\n');
    expect(await invalid.ask('/')).toMatchObject({ status: 502, headers: { 'porthole-error': 'upstream-invalid' } });
    const switching = await answered(
      'switching',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
    );
    expect(await switching.ask('/')).toMatchObject({ status: 502, headers: { 'porthole-error': 'upstream-invalid' } });
  });

  it.each([
    ['a host of two', { host: 'two.exit.test' }],
    ['an absolute path', { ':path': 'https://two.exit.test/' }],
    ['a line break in the path', { ':path': '/ HTTP/1.1\r\nX: y' }],
  ])('with %s is refused', async (_what, headers) => {
    const answer = await visit().ask('/', headers);
    // Either this server says so, or nghttp2 before it.
    expect([400, 0]).toContain(answer.status);
    if (answer.status === 0) expect(answer.rstCode).toBe(1);
  });

  it('with a head over 64 KiB or 200 fields is answered 431', async () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`x-${index}`, 'y']));
    expect((await visit().ask('/', many)).status).toBe(431);
    const long = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x-${index}`, 'y'.repeat(440)]));
    expect((await visit().ask('/', long)).status).toBe(431);
  });
});

describe('an answer over HTTP/2', () => {
  it('keeps its fields, repeated ones too, and loses those of the connection', async () => {
    const visitor = await answered(
      'fields',
      'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Latin: caf\xe9\r\nETag: "1"\r\nContent-Type: text/a\r\nContent-Type: text/b\r\n' +
        'Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok',
    );
    const answer = await visitor.ask('/');
    expect(answer).toMatchObject({
      status: 200,
      text: 'ok',
      headers: { 'set-cookie': ['a=1', 'b=2'], 'x-latin': 'caf\xe9', etag: '"1"', 'content-length': '2' },
    });
    for (const name of ['connection', 'x-hop', 'keep-alive']) expect(answer.headers).not.toHaveProperty(name);
  });

  it('is ended by its chunks, its connection, or its length', async () => {
    expect(await visit().ask('/chunked')).toMatchObject({ text: 'first,second', rstCode: 0 });
    expect(await visit().ask('/until-close')).toMatchObject({ text: 'all of it', rstCode: 0 });
    expect((await visit().ask('/chunked')).headers).not.toHaveProperty('transfer-encoding');
  });

  it.each([
    ['HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n', 200, '10'],
    ['204', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n', 204, undefined],
    ['304', 'GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n', 304, '10'],
    ['999', 'GET', 'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n', 502, '0'],
  ])('to %s has no body', async (what, method, text, status, length) => {
    const visitor = await answered(`none-${what.toLowerCase()}`, text);
    const answer = await visitor.ask('/', { ':method': method });
    expect(answer).toMatchObject({ status, bytes: 0, rstCode: 0 });
    expect(answer.headers['content-length']).toBe(length);
    expect((await visitor.ask('/', { ':method': method })).status).toBe(status);
  });

  it('comes behind early hints and 100-continue', async () => {
    const hints = await visit().ask('/hints');
    expect(hints.informational).toMatchObject([{ ':status': 103, link: '</style.css>; rel=preload' }]);
    expect(hints.status).toBe(200);
    const stream = visit().open('/', { ':method': 'POST', expect: '100-continue' });
    const answer = gather(stream);
    stream.on('continue', () => stream.end('go on'));
    expect(told(await answer).bytes).toBe(5);
  });

  it('brings its trailers, and those of its request arrive', async () => {
    const visitor = await answered(
      'trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\nX-Sum: 8\r\n\r\n',
    );
    expect(await visitor.ask('/')).toMatchObject({ text: 'ok', trailers: { 'x-sum': '7, 8' }, rstCode: 0 });
    let seen = '';
    await scene.client.open({ name: 'up-trailers' }, (stream, rest) => {
      const take = (chunk: Buffer) => {
        seen += chunk.toString('latin1');
        if (seen.includes('x-sum')) stream.write(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'));
      };
      const onData = (chunk: Buffer) => {
        stream.consumed(chunk.length);
        take(chunk);
      };
      stream.handler = { onData, onEnd() {}, onReset() {}, onDrain() {} };
      take(rest);
    });
    const stream = visit('up-trailers.exit.test').open('/', { ':method': 'POST' });
    const answer = gather(stream);
    stream.write('hello');
    stream.end();
    stream.close();
    await answer;
    const again = visit('up-trailers.exit.test').session.request(
      { ':authority': 'up-trailers.exit.test', ':path': '/', ':method': 'POST' },
      { waitForTrailers: true },
    );
    again.on('wantTrailers', () => again.sendTrailers({ 'x-sum': '9', 'content-length': '5' }));
    const ended = gather(again);
    again.end('hello');
    expect((await ended).status).toBe(204);
    expect(seen.endsWith('5\r\nhello\r\n0\r\nx-sum: 9\r\n\r\n')).toBe(true);
  });

  it('that comes before the end of an upload ends it without an error', async () => {
    const stream = visit().open('/early', { ':method': 'POST' });
    const answer = gather(stream);
    stream.write('x');
    expect(await answer).toMatchObject({ status: 200, text: 'enough', rstCode: 0 });
  });
});

describe('what breaks off', () => {
  it('in the upstream becomes INTERNAL_ERROR, and the connection goes on', async () => {
    const visitor = visit();
    for (let round = 0; round < 20; round++) {
      const answer = await visitor.ask('/break');
      expect(answer.rstCode).toBe(2);
    }
    const chunked = await answered(
      'half',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nrubbish',
    );
    expect((await chunked.ask('/')).rstCode).toBe(2);
    expect((await visitor.ask('/')).status).toBe(200);
  });

  it('with the client becomes INTERNAL_ERROR', async () => {
    const leaver = await TestClient.connect(scene.exit);
    await leaver.open({ name: 'leaver' }, answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome'));
    const visitor = visit('leaver.exit.test');
    const stream = visitor.open('/', {}, { endStream: true });
    const answer = gather(stream);
    stream.once('data', () => leaver.destroy());
    expect(await answer).toMatchObject({ status: 200, text: 'some', rstCode: 2 });
    expect((await visitor.ask('/')).headers['porthole-error']).toBe('client-away');
  });

  it.each(['upload', 'answer'])('at the visitor, in the %s, resets the stream to the upstream', async (what) => {
    let reset = false;
    let begun = false;
    await scene.client.open({ name: `cancel-${what}` }, (stream) => {
      begun = true;
      stream.handler = {
        onData: (chunk) => stream.consumed(chunk.length),
        onEnd() {},
        onReset() {
          reset = true;
        },
        onDrain() {},
      };
      if (what === 'answer') stream.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome'));
    });
    const visitor = visit(`cancel-${what}.exit.test`);
    const stream = visitor.open('/', { ':method': 'POST' }, { endStream: what === 'answer' });
    if (what === 'upload') stream.write('half');
    else await new Promise((resolve) => stream.once('data', resolve));
    await until(() => begun, 'the request');
    stream.close(8);
    await until(() => reset, 'the reset');
    expect(visitor.closed).toBe(false);
  });

  it('with the connection resets the streams of all its requests', async () => {
    let open = 0;
    await scene.client.open({ name: 'dropped' }, (stream) => {
      open++;
      stream.handler = {
        onData: (chunk) => stream.consumed(chunk.length),
        onEnd() {},
        onReset() {
          open--;
        },
        onDrain() {},
      };
    });
    const visitor = visit('dropped.exit.test');
    for (let count = 0; count < 10; count++) visitor.open('/', {}, { endStream: true });
    await until(() => open === 10, 'ten requests');
    visitor.destroy();
    await until(() => open === 0, 'ten resets');
  });
});

describe('HTTP/1.1 and HTTP/2', () => {
  it('are served side by side', async () => {
    const visitor = visit();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        index % 2 === 0
          ? (JSON.parse((await askHttps(scene.exit.dataPort, 'one.exit.test', `/${index}`)).text) as { url: string })
              .url
          : told(await visitor.ask(`/${index}`)).url,
      ),
    );
    expect(answers).toEqual(answers.map((_, index) => `/${index}`));
  });

  it('share no WebSockets: extended CONNECT is not offered', async () => {
    const visitor = visit();
    await visitor.ask('/');
    expect(visitor.session.remoteSettings.enableConnectProtocol).toBe(false);
    expect(visitor.session.remoteSettings.maxConcurrentStreams).toBe(100);
  });
});
