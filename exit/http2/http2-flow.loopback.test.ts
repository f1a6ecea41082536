import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { connect as connectHttp2, constants } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from '../../e2e/fixtures/system-program.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { gather, Http2Visitor } from '../testing/http2-visitor.ts';
import { TEST_CERTIFICATE, TestCertificates } from '../testing/test-certificates.ts';
import { TestClient, toPort } from '../testing/test-client.ts';
import { startTestExit } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

const MIB = 1024 * 1024;
const PIECE = randomBytes(MIB);
const PIECES = 64;

let scene: HttpScene;
let upstream: Server;
const visitors: Http2Visitor[] = [];

beforeAll(async () => {
  upstream = createServer((request, response) => {
    if (request.url === '/stuck') {
      // Reads nothing of what it is sent.
      request.pause();
      return;
    }
    const hash = createHash('sha256');
    request.on('data', (chunk: Buffer) => {
      hash.update(chunk);
    });
    request.on('end', () => {
      if (request.method === 'POST') {
        response.end(hash.digest('hex'));
        return;
      }
      if (request.url === '/events') response.setHeader('Content-Type', 'text/event-stream');
      if (request.url === '/small' || request.url === '/events') {
        response.write('data: now\n\n');
        if (request.url === '/small') response.end();
        return;
      }
      let left = PIECES;
      const more = () => {
        while (left-- > 0) if (!response.write(PIECE)) return;
        if (left < 0) response.end();
      };
      response.on('drain', more);
      more();
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  scene = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
  await scene.client.open({ name: 'bulk' }, toPort((upstream.address() as AddressInfo).port));
});
afterAll(async () => {
  await scene.end();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});
afterEach(() => {
  for (const visitor of visitors.splice(0)) visitor.destroy();
});

function visit(): Http2Visitor {
  const visitor = new Http2Visitor(scene.exit.dataPort, 'bulk.exit.test');
  visitors.push(visitor);
  return visitor;
}

function sha256OfBulk(): string {
  const hash = createHash('sha256');
  for (let count = 0; count < PIECES; count++) hash.update(PIECE);
  return hash.digest('hex');
}

describe('bulk over HTTP/2', () => {
  it('comes down whole: 64 MiB', async () => {
    expect(await visit().ask('/')).toMatchObject({ bytes: PIECES * MIB, sha256: sha256OfBulk(), rstCode: 0 });
  });

  it('goes up whole: 64 MiB', async () => {
    const stream = visit().open('/', { ':method': 'POST' });
    const answer = gather(stream);
    for (let count = 0; count < PIECES; count++) {
      if (!stream.write(PIECE)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
    }
    stream.end();
    expect((await answer).text).toBe(sha256OfBulk());
  });

  it.skipIf(!isInstalled('curl'))('comes down whole for curl, next to small answers', async () => {
    const [bulk, small] = await Promise.all([curl('/'), curl('/small')]);
    expect(bulk).toEqual({ sha256: sha256OfBulk(), code: 0, said: '2 200' });
    expect(small.said).toBe('2 200');
  });

  it('that a visitor does not read slows nothing else of its connection, nor others', async () => {
    const visitor = visit();
    const slow = visitor.open('/', {}, { endStream: true });
    await new Promise((resolve) => slow.once('response', resolve));
    slow.pause();
    for (let count = 0; count < 20; count++) {
      expect(await visitor.ask('/small')).toMatchObject({ status: 200, text: 'data: now\n\n' });
    }
    expect((await visit().ask('/')).sha256).toBe(sha256OfBulk());
    const rest = gather(slow);
    slow.resume();
    expect(await rest).toMatchObject({ sha256: sha256OfBulk(), rstCode: 0 });
  });

  it('that an upstream does not take stops at the visitor', async () => {
    const visitor = visit();
    const stream = visitor.open('/stuck', { ':method': 'POST' });
    let sent = 0;
    const pour = () => {
      while (sent < PIECES && stream.write(PIECE)) sent++;
    };
    stream.on('drain', pour);
    pour();
    for (let count = 0; count < 20; count++) await visitor.ask('/small');
    expect(sent).toBeLessThan(PIECES / 2);
    stream.close(constants.NGHTTP2_CANCEL);
  });

  it('events come as they are sent', async () => {
    const stream = visit().open('/events', {}, { endStream: true });
    const first = await new Promise<Buffer>((resolve) => stream.once('data', resolve));
    expect(first.toString()).toBe('data: now\n\n');
  });
});

/** Runs Debian's curl; says the version of HTTP and the status, and the checksum of what came. */
function curl(path: string): Promise<{ sha256: string; code: number | null; said: string }> {
  const { dataPort } = scene.exit;
  const url = `https://bulk.exit.test:${dataPort}${path}`;
  const flags = ['-sk', '--http2', '--resolve', `bulk.exit.test:${dataPort}:127.0.0.1`];
  const child = spawn('curl', [...flags, '-w', '%{stderr}%{http_version} %{http_code}', url], { stdio: 'pipe' });
  const hash = createHash('sha256');
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => hash.update(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ sha256: hash.digest('hex'), code, said }));
  });
}

describe('a visitor', () => {
  it('may have 100 streams open, and no more', async () => {
    const visitor = visit();
    await visitor.ask('/small');
    const streams = Array.from({ length: 120 }, () => visitor.open('/events', {}, { endStream: true }));
    let answered = 0;
    for (const stream of streams) stream.on('response', () => answered++);
    await until(() => answered === 100, '100 answers');
    expect(await visit().ask('/small')).toMatchObject({ status: 200 });
    expect(answered).toBe(100);
    streams[0]?.close(constants.NGHTTP2_CANCEL);
    await until(() => answered === 101, 'the next one');
  });
});

describe('draining', () => {
  it('says GOAWAY, and lets a running answer end', async () => {
    const exit = await startTestExit({ domain: 'exit.test', tls: { data: new TestCertificates() } });
    const client = await TestClient.connect(exit);
    await client.open({ name: 'bulk' }, toPort((upstream.address() as AddressInfo).port));
    const idle = new Http2Visitor(exit.dataPort, 'bulk.exit.test');
    await idle.ask('/small');
    const visitor = new Http2Visitor(exit.dataPort, 'bulk.exit.test');
    const stream = visitor.open('/', {}, { endStream: true });
    const answer = gather(stream);
    await new Promise((resolve) => stream.once('response', resolve));
    const drained = exit.server.drain(20_000);
    expect(await answer).toMatchObject({ sha256: sha256OfBulk(), rstCode: 0 });
    await drained;
    await until(() => visitor.closed && idle.closed, 'the ends of the connections');
    expect([visitor.goaway, idle.goaway]).toEqual([0, 0]);
    client.destroy();
    await exit.server.close();
  });
});

it('closes a connection that asks for nothing', async () => {
  const exit = await startTestExit({
    domain: 'exit.test',
    tls: { data: new TestCertificates() },
    limits: { idleTimeoutMs: 100 },
  });
  const session = connectHttp2(`https://127.0.0.1:${exit.dataPort}`, {
    ca: TEST_CERTIFICATE,
    servername: 'a.exit.test',
  });
  // On a slow machine its time may be over before the client knows that the handshake is.
  session.on('error', () => {});
  await new Promise((resolve) => session.once('close', resolve));
  await exit.server.close();
});
