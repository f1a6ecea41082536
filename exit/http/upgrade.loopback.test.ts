import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HttpScene } from '../testing/http-scene.ts';
import { answering, toPort } from '../testing/test-client.ts';
import { until } from '../testing/until.ts';

let scene: HttpScene;

beforeAll(async () => {
  scene = await HttpScene.start();
});
afterAll(() => scene.end());
afterEach(() => scene.endVisits());

describe('an upgrade', () => {
  const ASK = 'Connection: Upgrade\r\nUpgrade: echo\r\n';

  it('turns the connection into raw bytes both ways, and passes the ends on', async () => {
    const visitor = scene.visit();
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
    const visitor = scene.visit();
    visitor.write(`GET /no-upgrade HTTP/1.1\r\nHost: one.localhost\r\n${ASK}\r\n`);
    await visitor.sees('plain');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('to HTTP/2 is not passed on', async () => {
    const visitor = scene.visit();
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
    await scene.client.open(
      { name: 'switch' },
      answering('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    );
    const visitor = scene.visit();
    visitor.get('switch.localhost');
    await visitor.sees('Porthole-Error: upstream-invalid\r\n');
  });

  it('breaks off when its tunnel is closed', async () => {
    const { tunnelId } = await scene.client.open({ name: 'short' }, toPort(scene.upstreamPort));
    const visitor = scene.visit();
    visitor.write(`GET / HTTP/1.1\r\nHost: short.localhost\r\n${ASK}\r\n`);
    await visitor.sees('hello,');
    scene.client.send({ type: 'close-tunnel', tunnelId });
    await visitor.isClosed();
    expect(visitor.errorCode).toBe('ECONNRESET');
  });
});
