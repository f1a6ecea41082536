import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { until } from '../testing/until.ts';

let scene: HttpScene;

beforeAll(async () => {
  scene = await HttpScene.start();
});
afterAll(() => scene.end());
afterEach(() => scene.endVisits());

describe('a visitor', () => {
  it('that leaves takes its request from the upstream', async () => {
    let broke = false;
    await scene.client.open({ name: 'left' }, (stream) => {
      const onReset = () => {
        broke = true;
      };
      stream.handler = { onData() {}, onEnd() {}, onDrain() {}, onReset };
    });
    const before = scene.client.session.streamCount;
    const visitor = scene.visit();
    visitor.get('left.localhost');
    await until(() => scene.client.session.streamCount > before, 'the stream');
    visitor.socket.resetAndDestroy();
    await until(() => broke, 'the reset of the stream');
  });

  it('that does not read stops the upstream, and only for itself', async () => {
    let sent = 0;
    let stopped = false;
    const body = Buffer.alloc(64 * 1024);
    await scene.client.open({ name: 'bulk' }, (stream) => {
      const pump = () => {
        for (stopped = false; !stopped; sent += body.length) stopped = !stream.write(Buffer.from(body));
      };
      stream.handler = { onData() {}, onEnd() {}, onReset() {}, onDrain: pump };
      stream.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n'));
      pump();
    });
    const slow = scene.visit();
    slow.socket.pause();
    slow.get('bulk.localhost');
    let last = -1;
    await until(async () => {
      const settled = stopped && sent === last;
      last = sent;
      // While it is stopped, others are served.
      await ask(scene.exit.dataPort, 'one.localhost');
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
    await scene.client.open({ name: 'lazy' }, (stream) => {
      // Takes no byte back as credit: the window fills once.
      stream.handler = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };
    });
    const visitor = scene.visit();
    visitor.write('POST / HTTP/1.1\r\nHost: lazy.localhost\r\nContent-Length: 1000000000\r\n\r\n');
    const chunk = Buffer.alloc(1024 * 1024);
    for (let index = 0; index < 64; index++) visitor.socket.write(chunk);
    let last = -1;
    await until(async () => {
      const settled = visitor.socket.writableLength > 0 && visitor.socket.writableLength === last;
      last = visitor.socket.writableLength;
      await ask(scene.exit.dataPort, 'one.localhost');
      return settled;
    }, 'the visitor to be stopped');
    expect(visitor.socket.writableLength).toBeGreaterThan(32 * 1024 * 1024);
  });
});
