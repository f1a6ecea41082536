import { afterEach, beforeEach, expect, it } from 'vitest';
import type { YamuxStream } from '../shared/wire/yamux-stream.ts';
import { RawVisitor } from './testing/raw-visitor.ts';
import { TestClient } from './testing/test-client.ts';
import { startTestExit, type TestExit } from './testing/test-exit.ts';
import { until } from './testing/until.ts';

let exit: TestExit;
let client: TestClient;

beforeEach(async () => {
  exit = await startTestExit();
  client = await TestClient.connect(exit);
});

afterEach(async () => {
  client.destroy();
  await exit.server.close();
});

/** Opens a tunnel whose requests wait until the test answers them. */
async function openWaiting(): Promise<YamuxStream[]> {
  const streams: YamuxStream[] = [];
  await client.open({ name: 'slow' }, (stream) => streams.push(stream));
  return streams;
}

it('lets running requests finish, takes no new ones and tells the clients', async () => {
  const streams = await openWaiting();
  const running = new RawVisitor(exit.dataPort);
  running.get('slow.localhost');
  const idle = new RawVisitor(exit.dataPort);
  idle.get('nobody.localhost');
  await idle.sees('no-tunnel');
  await until(() => streams.length === 1, 'the request');

  let drained = false;
  const draining = exit.server.drain(60_000).then(() => {
    drained = true;
  });
  expect(await client.next('drain')).toMatchObject({ deadlineMs: 60_000 });
  await idle.isEnded();
  expect((await exit.ask('/readyz')).status).toBe(503);
  expect((await exit.ask('/livez')).status).toBe(200);
  const late = new RawVisitor(exit.dataPort);
  await late.isClosed();
  expect(late.errorCode).toBe('ECONNREFUSED');
  const newcomer = new TestClient();
  await expect(newcomer.dial(exit)).rejects.toThrow();
  expect(drained).toBe(false);

  streams[0]?.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone'));
  await running.isEnded();
  expect(running.text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n\r\ndone$/s);
  for (const visitor of [running, idle, late]) visitor.destroy();
  await draining;
});

it('takes visitors for the delay, until all clients have moved', async () => {
  const streams = await openWaiting();
  const idle = await TestClient.connect(exit);
  const draining = exit.server.drain(60_000, 60_000);
  expect(await client.next('drain')).toMatchObject({ deadlineMs: 120_000 });
  expect((await exit.ask('/readyz')).status).toBe(503);
  await expect(new TestClient().dial(exit)).rejects.toMatchObject({ kind: 'unavailable' });
  const late = new RawVisitor(exit.dataPort);
  late.get('slow.localhost');
  await until(() => streams.length === 1, 'the request');
  client.send({ type: 'moved' });
  // One of two: the other has not moved.
  const later = new RawVisitor(exit.dataPort);
  later.get('slow.localhost');
  await until(() => streams.length === 2, 'the second request');
  idle.destroy();
  for (const stream of streams) stream.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone'));
  for (const visitor of [late, later]) {
    await visitor.isEnded();
    expect(visitor.text).toMatch(/done$/);
    visitor.destroy();
  }
  await draining;
});

it('waits for nobody where no client is there', async () => {
  client.destroy();
  await until(async () => (await (await exit.ask('/status')).json()).sessions.length === 0, 'the end of the session');
  await exit.server.drain(60_000, 60_000);
});

it('gives up at its deadline; what is left then breaks off', async () => {
  const streams = await openWaiting();
  const running = new RawVisitor(exit.dataPort);
  running.get('slow.localhost');
  await until(() => streams.length === 1, 'the request');
  await exit.server.drain(50);
  expect(running.closed).toBe(false);
  await exit.server.close();
  await until(() => running.ended || running.closed, 'the end of the request');
  expect(running.text).toMatch(/^(HTTP\/1\.1 503 |$)/);
  running.destroy();
});

it('ends at once when nothing runs', async () => {
  await exit.server.drain(60_000);
});
