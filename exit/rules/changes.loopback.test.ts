import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { ask } from '../testing/ask.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { Http2Visitor } from '../testing/http2-visitor.ts';
import { openRuled, type RuledTunnel } from '../testing/ruled-tunnel.ts';
import { TestCertificates } from '../testing/test-certificates.ts';
import { answering } from '../testing/test-client.ts';
import { until } from '../testing/until.ts';

const HOST = 'ruled.localhost';

let scene: HttpScene;
let tunnel: RuledTunnel;

beforeAll(async () => {
  scene = await HttpScene.start();
  tunnel = await openRuled(scene, {});
});
afterEach(() => scene.endVisits());
afterAll(() => scene.end());

describe('a body that is too large', () => {
  it('is refused by its announced length before the service sees it', async () => {
    await tunnel.change({ maxBodyBytes: 1_000 });
    const post = (bytes: number) => ask(scene.exit.dataPort, HOST, '/', { method: 'POST', body: 'x'.repeat(bytes) });
    expect((await post(1_000)).status).toBe(200);
    expect(await post(1_001)).toMatchObject({ status: 413, headers: { 'porthole-error': 'body-too-large' } });
    const waiting = scene.visit();
    waiting.write(`POST / HTTP/1.1\r\nHost: ${HOST}\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n`);
    await waiting.sees('HTTP/1.1 413');
    expect(waiting.text).not.toContain('100 Continue');
    await waiting.isEnded();
  });

  it('is cut at the limit where it is chunked: what frames it does not count', async () => {
    await tunnel.change({ maxBodyBytes: 100 });
    const chunked = (sizes: number[]) =>
      `POST / HTTP/1.1\r\nHost: ${HOST}\r\nTransfer-Encoding: chunked\r\n\r\n${sizes
        .map((size) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`)
        .join('')}0\r\n\r\n`;
    const whole = scene.visit();
    whole.write(chunked(Array(100).fill(1)));
    await whole.sees('"bytes":100');
    const over = scene.visit();
    over.write(chunked([60, 41]));
    await over.sees('HTTP/1.1 413');
    await over.isEnded();
  });

  it('never looks whole to the service, and resets an answer that has begun', async () => {
    let broken: string | undefined;
    let seen = '';
    await scene.client.open({ name: 'early', rules: { ...NO_RULES, maxBodyBytes: 10 } }, (stream, rest) => {
      seen = rest.toString('latin1');
      stream.handler = {
        onData: (chunk) => {
          stream.consumed(chunk.length);
          seen += chunk.toString('latin1');
          if (seen.endsWith('5\r\nfirst\r\n'))
            stream.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
        },
        onEnd() {},
        onDrain() {},
        onReset: () => {
          broken = seen;
        },
      };
    });
    const visitor = scene.visit();
    visitor.write('POST / HTTP/1.1\r\nHost: early.localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    await until(() => seen.includes('\r\n\r\n'), 'the head');
    visitor.write('5\r\nfirst\r\n');
    await visitor.sees('half');
    visitor.write('6\r\nsecond\r\n0\r\n\r\n');
    await visitor.isClosed();
    expect(visitor.errorCode).toBe('ECONNRESET');
    await until(() => broken !== undefined, 'the reset of the stream');
    expect(broken).not.toContain('0\r\n\r\n');
    expect(broken).not.toContain('second');
  });
});

describe('header edits', () => {
  it('change what the service is told, and leave the rest in its order', async () => {
    await tunnel.change({
      requestHeaders: [
        { act: 'set', name: 'X-Team', value: 'blue' },
        { act: 'remove', name: 'Cookie' },
        { act: 'add', name: 'X-Many', value: '3' },
        { act: 'set', name: 'X-Forwarded-Proto', value: 'https' },
        { act: 'add', name: 'X-Gone', value: 'no' },
        { act: 'remove', name: 'x-gone' },
      ],
    });
    const visitor = scene.visit();
    const fields = [
      'X-Many: 1',
      'X-Team: red',
      'x_team: green',
      'A: b',
      'Cookie: a=1',
      'X-Many: 2',
      'Connection: x-team',
    ];
    visitor.get(HOST, '/', `${fields.join('\r\n')}\r\n`);
    await visitor.sees('rawHeaders');
    const { rawHeaders } = JSON.parse(visitor.text.slice(visitor.text.indexOf('\r\n\r\n') + 4)) as {
      rawHeaders: string[];
    };
    expect(rawHeaders).toEqual([
      ...['Host', HOST, 'X-Many', '1', 'A', 'b', 'X-Many', '2'],
      ...['X-Forwarded-For', '127.0.0.1', 'X-Forwarded-Host', HOST],
      ...['X-Team', 'blue', 'X-Many', '3', 'X-Forwarded-Proto', 'https'],
    ]);
  });

  const RESPONSE = {
    responseHeaders: [
      { act: 'remove', name: 'set-cookie' },
      { act: 'set', name: 'X-Frame-Options', value: 'DENY' },
      { act: 'add', name: 'X-Added', value: '1' },
    ],
  } as const;

  it('change the answer, of an upgrade too, but no informational one', async () => {
    await tunnel.change({ responseHeaders: [...RESPONSE.responseHeaders] });
    const visitor = scene.visit();
    visitor.get(HOST, '/cookies');
    await visitor.sees('rawHeaders');
    expect(visitor.text).not.toContain('Set-Cookie');
    expect(visitor.text).toContain('X-Frame-Options: DENY\r\nX-Added: 1\r\n');
    const hinted = scene.visit();
    hinted.get(HOST, '/hints');
    await hinted.sees('rawHeaders');
    expect(hinted.text.match(/X-Added/g)).toHaveLength(1);
    expect(hinted.text.indexOf('X-Added')).toBeGreaterThan(hinted.text.indexOf('200 OK'));
    const upgraded = scene.visit();
    upgraded.get(HOST, '/', 'Connection: Upgrade\r\nUpgrade: echo\r\n');
    await upgraded.sees('hello,');
    expect(upgraded.text).toMatch(/101 Switching(?:.*\r\n)*X-Added: 1\r\n/);
    // It goes on under other rules.
    await tunnel.change({ deny: ['127.0.0.1'] });
    upgraded.write('still');
    await upgraded.sees('hello,still');
  });

  it('count over HTTP/2, and so does the limit of a body', async () => {
    const secure = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
    await openRuled(secure, {
      maxBodyBytes: 100_000,
      requestHeaders: [{ act: 'set', name: 'X-Team', value: 'blue' }],
      responseHeaders: [...RESPONSE.responseHeaders],
    });
    await secure.client.open({ name: 'silent', rules: { ...NO_RULES, maxBodyBytes: 5 } }, answering(''));
    const visitor = new Http2Visitor(secure.exit.dataPort, 'ruled.exit.test');
    const body = Buffer.alloc(100_000, 'x');
    const answer = await visitor.ask('/cookies', { ':method': 'POST', 'x-team': 'red' }, body);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-frame-options': 'DENY', 'x-added': '1' } });
    expect(answer.headers).not.toHaveProperty('set-cookie');
    const told = JSON.parse(answer.text) as { headers: object; sha256: string };
    expect(told).toMatchObject({
      headers: { 'x-team': 'blue' },
      sha256: createHash('sha256').update(body).digest('hex'),
    });
    const over = await visitor.ask('/', { ':method': 'POST' }, Buffer.alloc(100_001));
    expect(over).toMatchObject({ status: 413, headers: { 'porthole-error': 'body-too-large' } });
    visitor.destroy();
    await secure.end();
  });
});

describe('rules that change under load', () => {
  it('judge every request by those before or those after, and break nothing off', async () => {
    const OPEN = { responseHeaders: [{ act: 'set', name: 'X-Rules', value: 'open' } as const] };
    const CLOSED = { deny: ['127.0.0.0/8'] };
    await tunnel.change(OPEN);
    const running = scene.visit();
    running.get(HOST, '/', 'Connection: Upgrade\r\nUpgrade: echo\r\n');
    await running.sees('hello,');
    let changing = true;
    const statuses = new Map<number, number>();
    const load = Array.from({ length: 8 }, async () => {
      while (changing) {
        const { status, headers, text } = await ask(scene.exit.dataPort, HOST);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) expect([headers['x-rules'], JSON.parse(text).bytes]).toEqual(['open', 0]);
        else expect([status, headers['porthole-error']]).toEqual([403, 'not-allowed']);
      }
    });
    for (let change = 0; change < 50; change++) {
      await tunnel.change(change % 2 === 0 ? CLOSED : OPEN);
      // Once the change was confirmed, nobody meets the rules before.
      expect((await ask(scene.exit.dataPort, HOST)).status).toBe(change % 2 === 0 ? 403 : 200);
      running.write(`${change},`);
    }
    changing = false;
    await Promise.all(load);
    expect([...statuses.keys()].sort()).toEqual([200, 403]);
    await running.sees(`hello,${Array.from({ length: 50 }, (_, change) => change).join(',')},`);
  });
});
