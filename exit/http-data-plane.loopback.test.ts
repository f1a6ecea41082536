import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, ask } from './testing/ask.ts';
import { RawVisitor } from './testing/raw-visitor.ts';
import { answering, TestClient, toPort } from './testing/test-client.ts';
import { startTestExit, type TestExit } from './testing/test-exit.ts';
import { until } from './testing/until.ts';

let exit: TestExit;
let client: TestClient;
let upstream: Server;
let visitors: RawVisitor[] = [];

beforeAll(async () => {
  upstream = await startUpstream();
  exit = await startTestExit();
  client = await TestClient.connect(exit);
  const { port } = upstream.address() as AddressInfo;
  await client.open({ name: 'one' }, toPort(port));
  await client.open({ name: 'two' }, toPort(port));
});

afterAll(async () => {
  client.destroy();
  await exit.server.close();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

afterEach(() => {
  for (const visitor of visitors) visitor.destroy();
  visitors = [];
});

function visit(): RawVisitor {
  const visitor = new RawVisitor(exit.dataPort);
  visitors.push(visitor);
  return visitor;
}

/** A service that says what it was sent. */
async function startUpstream(): Promise<Server> {
  const server = createServer(answer);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/refuse') {
      response.writeHead(417, { Connection: 'close' }).end('no');
      return;
    }
    response.writeContinue();
    answer(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    if (request.url === '/no-upgrade') {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nplain');
      return;
    }
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello,');
    if (head.length > 0) socket.write(head);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { url = '/' } = request;
  if (url === '/early') {
    response.end('enough');
    return;
  }
  if (url === '/hints') response.writeEarlyHints({ link: '</style.css>; rel=preload' });
  if (url === '/chunked') {
    response.write('first,');
    response.end('second');
    return;
  }
  if (url === '/break') {
    response.writeHead(200, { 'Content-Length': '100' });
    response.write('only a part');
    setImmediate(() => request.socket.resetAndDestroy());
    return;
  }
  if (url === '/until-close') {
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, { Connection: 'close' });
    response.end('all of it');
    return;
  }
  if (url === '/cookies') {
    response.setHeader('Set-Cookie', ['a=1', 'b=2']);
  }
  const hash = createHash('sha256');
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  request.on('end', () => {
    const told = {
      method: request.method,
      url,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      bytes,
      sha256: hash.digest('hex'),
    };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(told));
  });
}

function bodyOf(text: string): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

describe('a request', () => {
  it('reaches the upstream with its host and who asked', async () => {
    const visitor = visit();
    visitor.get(
      'One.LocalHost:8000',
      '/path?query',
      'X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Odd-Case: yes\r\n',
    );
    await visitor.sees('sha256');
    await until(() => visitor.text.endsWith('}'), 'the whole answer');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const told = JSON.parse(bodyOf(visitor.text));
    expect(told.url).toBe('/path?query');
    expect(told.headers).toMatchObject({
      host: 'One.LocalHost:8000',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'one.localhost:8000',
    });
    expect(told.headers).not.toHaveProperty('forwarded');
    expect(told.rawHeaders).toContain('X-Odd-Case');
  });

  it('carries a body of any size and both framings', async () => {
    const body = Buffer.alloc(3_000_000, 'porthole');
    const sha256 = createHash('sha256').update(body).digest('hex');
    const visitor = visit();
    visitor.write(`POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: ${body.length}\r\n\r\n`);
    visitor.socket.write(body);
    await visitor.sees(sha256);
    visitor.text = '';
    visitor.write('POST / HTTP/1.1\r\nHost: two.localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    visitor.write(`${body.length.toString(16)}\r\n`);
    visitor.socket.write(body);
    visitor.write('\r\n0\r\n\r\n');
    await visitor.sees(sha256);
    expect(visitor.closed).toBe(false);
  });

  it('may share its connection with requests to other hosts, sent without waiting', async () => {
    const visitor = visit();
    visitor.write(
      'GET /a HTTP/1.1\r\nHost: one.localhost\r\n\r\n' +
        'POST /b HTTP/1.1\r\nHost: two.localhost\r\nContent-Length: 3\r\n\r\nabc' +
        'GET /c HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n' +
        'GET /d HTTP/1.1\r\nHost: two.localhost\r\n\r\n',
    );
    await visitor.sees('"url":"/d"');
    const places = ['"url":"/a"', '"url":"/b"', 'Porthole-Error: no-tunnel', '"url":"/d"'].map((text) =>
      visitor.text.indexOf(text),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('in absolute form goes to the host in its target', async () => {
    const visitor = visit();
    visitor.write('GET http://two.localhost/x HTTP/1.1\r\nHost: one.localhost\r\n\r\n');
    await visitor.sees('"url":"/x"');
    await visitor.sees('"host":"two.localhost"');
  });

  it('with HEAD gets fields and no body, and the connection goes on', async () => {
    const visitor = visit();
    visitor.write('HEAD /h HTTP/1.1\r\nHost: one.localhost\r\n\r\n');
    await visitor.sees('\r\n\r\n');
    visitor.get('one.localhost', '/next');
    await visitor.sees('"url":"/next"');
    expect(visitor.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(visitor.text).not.toContain('"url":"/h"');
  });

  it('that is answered over HTTP/1.0 gets the payload without chunks, ended by the connection', async () => {
    const visitor = visit();
    visitor.write('GET /chunked HTTP/1.0\r\nHost: one.localhost\r\n\r\n');
    await visitor.isEnded();
    expect(bodyOf(visitor.text)).toBe('first,second');
    expect(visitor.text).not.toMatch(/transfer-encoding/i);
    expect(visitor.text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n/s);
  });

  it('over HTTP/1.0 keeps the connection where it asks to and the answer has a length', async () => {
    const visitor = visit();
    visitor.write('GET /1 HTTP/1.0\r\nHost: one.localhost\r\nConnection: keep-alive\r\n\r\n');
    await visitor.sees('"url":"/1"');
    expect(visitor.text).toContain('Connection: keep-alive\r\n');
    visitor.write('GET /2 HTTP/1.0\r\nHost: one.localhost\r\n\r\n');
    await visitor.isEnded();
    expect(visitor.text).toContain('"url":"/2"');
  });

  it('with Connection: close is the last one', async () => {
    const visitor = visit();
    visitor.get('one.localhost', '/', 'Connection: close\r\n');
    await visitor.isEnded();
    expect(visitor.text).toContain('Connection: close\r\n');
  });

  it('waits with its body for the upstream’s 100 Continue', async () => {
    const visitor = visit();
    visitor.write('POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n');
    await visitor.sees('HTTP/1.1 100 Continue\r\n\r\n');
    expect(visitor.text).not.toContain('200 OK');
    visitor.write('body');
    await visitor.sees('"bytes":4');
  });

  it('whose expectation the upstream refuses gets that answer and the connection ends', async () => {
    const visitor = visit();
    visitor.write('POST /refuse HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n');
    await visitor.isEnded();
    expect(visitor.text).toMatch(/^HTTP\/1\.1 417 /);
    expect(visitor.text).toContain('Connection: close\r\n');
  });

  it('whose visitor ends its side behind it is still answered', async () => {
    const visitor = visit();
    visitor.write(
      'GET /half HTTP/1.1\r\nHost: one.localhost\r\n\r\nGET /second HTTP/1.1\r\nHost: one.localhost\r\n\r\n',
    );
    visitor.socket.end();
    await visitor.isEnded();
    expect(visitor.text).toContain('"url":"/half"');
    expect(visitor.text).toContain('"url":"/second"');
  });

  it('whose answer comes before the end of the upload gets it whole, and the connection ends', async () => {
    const visitor = visit();
    visitor.write('POST /early HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 1000000000\r\n\r\n');
    visitor.socket.write(Buffer.alloc(200_000));
    await visitor.isEnded();
    expect(visitor.text).toContain('enough');
    expect(visitor.text).toContain('Connection: close\r\n');
    expect(visitor.errorCode).toBeUndefined();
  });
});

describe('an answer', () => {
  it('keeps its informational answers, order and duplicates', async () => {
    const visitor = visit();
    visitor.get('one.localhost', '/hints');
    await visitor.sees('sha256');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 103 Early Hints\r\n/i);
    visitor.text = '';
    visitor.get('one.localhost', '/cookies');
    await visitor.sees('sha256');
    expect(visitor.text).toContain('Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n');
  });

  it('passes chunks as they were framed', async () => {
    const visitor = visit();
    visitor.get('one.localhost', '/chunked');
    await visitor.sees('0\r\n\r\n');
    expect(bodyOf(visitor.text)).toBe('6\r\nfirst,\r\n6\r\nsecond\r\n0\r\n\r\n');
  });

  it('that lasts until the end of its stream ends the connection in an orderly way', async () => {
    const visitor = visit();
    visitor.get('one.localhost', '/until-close');
    await visitor.isEnded();
    expect(bodyOf(visitor.text)).toBe('all of it');
    expect(visitor.errorCode).toBeUndefined();
  });

  it('that breaks off resets the connection', async () => {
    const visitor = visit();
    visitor.get('one.localhost', '/break');
    await visitor.isClosed();
    expect(visitor.text).toContain('only a part');
    expect(visitor.errorCode).toBe('ECONNRESET');
  });

  it('that is no HTTP is replaced by 502', async () => {
    await client.open({ name: 'garbage' }, answering('SSH-2.0-OpenSSH_9.9\r\n'));
    const visitor = visit();
    visitor.get('garbage.localhost');
    await visitor.sees('Porthole-Error: upstream-invalid\r\n');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 502 /);
  });

  it('with bytes behind it is passed on without them, and its stream is not used again', async () => {
    let streams = 0;
    const taker = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n');
    await client.open({ name: 'surplus' }, (stream, rest, header) => {
      streams++;
      taker(stream, rest, header);
    });
    const visitor = visit();
    visitor.get('surplus.localhost');
    await visitor.sees('\r\n\r\nok');
    visitor.get('surplus.localhost');
    await until(() => visitor.text.split('\r\n\r\nok').length === 3, 'the second answer');
    expect(visitor.text.endsWith('ok')).toBe(true);
    expect(streams).toBe(2);
  });
});

describe('an upgrade', () => {
  const ASK = 'Connection: Upgrade\r\nUpgrade: echo\r\n';

  it('turns the connection into raw bytes both ways, and passes the ends on', async () => {
    const visitor = visit();
    visitor.write(`GET / HTTP/1.1\r\nHost: one.localhost\r\n${ASK}\r\nearly,`);
    await visitor.sees('hello,early,');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(visitor.text).toMatch(/\r\nUpgrade: echo\r\n/);
    const bulk = 'x'.repeat(1_000_000);
    visitor.write(bulk);
    await until(() => visitor.text.endsWith(bulk), 'the echo of 1 MB');
    visitor.socket.end('bye');
    await visitor.isEnded();
    expect(visitor.text.endsWith('xbye')).toBe(true);
    await visitor.isClosed();
    expect(visitor.errorCode).toBeUndefined();
  });

  it('that is not accepted is an ordinary answer', async () => {
    const visitor = visit();
    visitor.write(`GET /no-upgrade HTTP/1.1\r\nHost: one.localhost\r\n${ASK}\r\n`);
    await visitor.sees('plain');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('to HTTP/2 is not passed on', async () => {
    const visitor = visit();
    visitor.get(
      'one.localhost',
      '/',
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n',
    );
    await visitor.sees('sha256');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(visitor.text).not.toContain('h2c');
  });

  it('that nobody asked for is replaced by 502', async () => {
    await client.open(
      { name: 'switch' },
      answering('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    );
    const visitor = visit();
    visitor.get('switch.localhost');
    await visitor.sees('Porthole-Error: upstream-invalid\r\n');
  });

  it('breaks off when its tunnel is closed', async () => {
    const { port } = upstream.address() as AddressInfo;
    const { tunnelId } = await client.open({ name: 'short' }, toPort(port));
    const visitor = visit();
    visitor.write(`GET / HTTP/1.1\r\nHost: short.localhost\r\n${ASK}\r\n`);
    await visitor.sees('hello,');
    client.send({ type: 'close-tunnel', tunnelId });
    await visitor.isClosed();
    expect(visitor.errorCode).toBe('ECONNRESET');
  });
});

describe('what is wrong is told with', () => {
  it('404 no-tunnel for an unknown host, as page or JSON', async () => {
    const page = await ask(exit.dataPort, 'nobody.localhost', '/', { headers: { Accept: 'text/html' } });
    expect(page).toMatchObject({
      status: 404,
      headers: { 'porthole-error': 'no-tunnel', 'content-type': 'text/html; charset=utf-8' },
    });
    const json = await ask(exit.dataPort, 'nobody.localhost', '/', { headers: { Accept: 'application/json' } });
    expect(JSON.parse(json.text)).toMatchObject({ error: 'no-tunnel', status: 404 });
    for (const host of ['localhost', '127.0.0.1:8000', '[::1]', 'a.one.localhost']) {
      expect((await ask(exit.dataPort, host)).headers['porthole-error']).toBe('no-tunnel');
    }
  });

  it('503 client-away and Retry-After while a client is away', async () => {
    const leaver = await TestClient.connect(exit);
    await leaver.open({ name: 'leaver' }, toPort(1));
    leaver.destroy();
    let last: Answer | undefined;
    await until(async () => {
      last = await ask(exit.dataPort, 'leaver.localhost');
      return last.headers['porthole-error'] === 'client-away';
    }, 'client-away');
    expect(last).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  it('503 client-away when the client goes away before it answers', async () => {
    const leaver = await TestClient.connect(exit);
    let asked = false;
    await leaver.open({ name: 'silent' }, () => {
      asked = true;
    });
    const visitor = visit();
    visitor.get('silent.localhost');
    await until(() => asked, 'the request at the client');
    leaver.destroy();
    await visitor.sees('Porthole-Error: client-away\r\n');
  });

  it.each([
    ['upstream-refused', 502],
    ['upstream-timeout', 504],
    ['upstream-invalid', 502],
  ])('%s where the client says so', async (code, status) => {
    const name = `says-${code}`;
    await client.open(
      { name },
      answering(`HTTP/1.1 ${status} X\r\nPorthole-Error: ${code}\r\nContent-Length: 0\r\n\r\n`),
    );
    const visitor = visit();
    visitor.get(`${name}.localhost`, '/', 'Accept: application/json\r\n');
    await visitor.sees(`"error":"${code}"`);
    expect(visitor.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(visitor.text).toContain(`Porthole-Error: ${code}\r\n`);
    // The stream did its duty: the next visitor's request goes over it.
    visitor.text = '';
    visitor.get(`${name}.localhost`);
    await visitor.sees(`Porthole-Error: ${code}\r\n`);
    expect(visitor.text).toContain('<!doctype html>');
  });

  it('502 where the stream breaks before an answer', async () => {
    await client.open({ name: 'breaks' }, (stream) => stream.reset());
    const visitor = visit();
    visitor.get('breaks.localhost');
    await visitor.sees('Porthole-Error: upstream-invalid\r\n');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 502 /);
  });

  it.each([
    ['two lengths', 'POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['a bare LF', 'GET / HTTP/1.1\nHost: one.localhost\n\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : one.localhost\r\n\r\n', 400],
    ['another version', 'GET / HTTP/2.0\r\nHost: one.localhost\r\n\r\n', 505],
    ['CONNECT', 'CONNECT one.localhost:443 HTTP/1.1\r\nHost: one.localhost:443\r\n\r\n', 501],
    ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01', 400],
    ['a bad chunk', 'POST / HTTP/1.1\r\nHost: one.localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
  ])('bad-request and a close for %s, while others go on', async (_what, text, status) => {
    const other = visit();
    other.get('one.localhost', '/before');
    await other.sees('"url":"/before"');
    const visitor = visit();
    visitor.write(text);
    await visitor.isEnded();
    expect(visitor.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(visitor.text).toContain('Porthole-Error: bad-request\r\n');
    expect(visitor.text).toContain('Connection: close\r\n');
    other.get('one.localhost', '/after');
    await other.sees('"url":"/after"');
  });
});

describe('a visitor', () => {
  it('that leaves takes its request from the upstream', async () => {
    let broke = false;
    await client.open({ name: 'left' }, (stream) => {
      const onReset = () => {
        broke = true;
      };
      stream.handler = { onData() {}, onEnd() {}, onDrain() {}, onReset };
    });
    const before = client.session.streamCount;
    const visitor = visit();
    visitor.get('left.localhost');
    await until(() => client.session.streamCount > before, 'the stream');
    visitor.socket.resetAndDestroy();
    await until(() => broke, 'the reset of the stream');
  });

  it('that does not read stops the upstream, and only for itself', async () => {
    let sent = 0;
    let stopped = false;
    const body = Buffer.alloc(64 * 1024);
    await client.open({ name: 'bulk' }, (stream) => {
      const pump = () => {
        for (stopped = false; !stopped; sent += body.length) stopped = !stream.write(Buffer.from(body));
      };
      stream.handler = { onData() {}, onEnd() {}, onReset() {}, onDrain: pump };
      stream.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n'));
      pump();
    });
    const slow = visit();
    slow.socket.pause();
    slow.get('bulk.localhost');
    let last = -1;
    await until(async () => {
      const settled = stopped && sent === last;
      last = sent;
      // While it is stopped, others are served.
      await ask(exit.dataPort, 'one.localhost');
      return settled;
    }, 'the upstream to be stopped');
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    const before = sent;
    slow.socket.on('data', () => {
      slow.text = '';
    });
    slow.socket.resume();
    await until(() => sent > before, 'the upstream to go on');
  });

  it('that sends faster than its upstream reads is stopped', async () => {
    await client.open({ name: 'lazy' }, (stream) => {
      // Takes no byte back as credit: the window fills once.
      stream.handler = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };
    });
    const visitor = visit();
    visitor.write('POST / HTTP/1.1\r\nHost: lazy.localhost\r\nContent-Length: 1000000000\r\n\r\n');
    const chunk = Buffer.alloc(1024 * 1024);
    for (let index = 0; index < 64; index++) visitor.socket.write(chunk);
    let last = -1;
    await until(async () => {
      const settled = visitor.socket.writableLength > 0 && visitor.socket.writableLength === last;
      last = visitor.socket.writableLength;
      await ask(exit.dataPort, 'one.localhost');
      return settled;
    }, 'the visitor to be stopped');
    expect(visitor.socket.writableLength).toBeGreaterThan(32 * 1024 * 1024);
  });
});

it('serves 200 requests at once over both tunnels without mixing them up', async () => {
  const results = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const body = `${index}:${'x'.repeat(index * 50)}`;
      const host = index % 2 === 0 ? 'one.localhost' : 'two.localhost';
      const response = await ask(exit.dataPort, host, `/${index}`, { method: 'POST', body });
      const told = JSON.parse(response.text) as { url: string; sha256: string; headers: { host: string } };
      return (
        told.url === `/${index}` &&
        told.headers.host === host &&
        told.sha256 === createHash('sha256').update(body).digest('hex')
      );
    }),
  );
  expect(results.filter(Boolean)).toHaveLength(200);
});

it('counts requests by code, host and method, but not the probes of clients', async () => {
  await client.open({ name: 'counted' }, answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  const visitor = visit();
  for (const path of ['/', '/', '/.well-known/porthole/nonce']) {
    visitor.text = '';
    visitor.get('counted.localhost', path);
    await visitor.sees('\r\n\r\nok');
  }
  const text = await (await exit.ask('/metrics')).text();
  expect(text).toContain('http_dataplane_requests_total{code="200",host="counted.localhost",method="GET"} 2\n');
  expect(text).toContain(
    'http_dataplane_request_duration_seconds_count{code="200",host="counted.localhost",method="GET"} 2\n',
  );
  expect(text).toMatch(/http_dataplane_requests_total\{code="404",host="unknown",method="GET"\} [1-9]/);
  expect(text).toMatch(/http_dataplane_requests_total\{code="400",host="unknown",method="OTHER"\} [1-9]/);
  expect(text).toMatch(/http_dataplane_bytes_total\{host="counted.localhost",direction="out"\} [1-9]/);
  expect(text).not.toContain('nobody.localhost');
});
