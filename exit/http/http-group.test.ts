import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { memoryTransportPair } from '../../shared/wire/memory-transport.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import { YamuxSession } from '../../shared/wire/yamux-session.ts';
import { RequestMetrics } from '../metrics/request-metrics.ts';
import { NOT_SHARED } from '../testing/not-shared.ts';
import { HttpGroup } from './http-group.ts';
import { HttpTunnel, type TunnelSession } from './http-tunnel.ts';
import type { StreamUser } from './tunnel-stream.ts';

const OVER: CloseReason = { code: 'closed', message: 'The test is over.' };
const traffic = new RequestMetrics(new Registry()).unknown;

let server: YamuxSession;
let client: YamuxSession;

beforeEach(() => {
  const [near, far] = memoryTransportPair();
  server = new YamuxSession(near, { role: 'server', onStream: () => undefined, onClose() {} });
  const onStream = () => ({ onData() {}, onEnd() {}, onReset() {}, onDrain() {} });
  client = new YamuxSession(far, { role: 'client', onStream, onClose() {} });
});

afterEach(() => {
  server.destroy(OVER);
  client.destroy(OVER);
});

/** A tunnel whose client says nothing any more when a test says so. */
class Member implements TunnelSession {
  readonly closed = false;
  readonly openStream = server.openStream.bind(server);
  leaving = false;
  looks = 0;
  readonly tunnel: HttpTunnel;
  constructor(id: number) {
    const facts = { id, name: 'blog', publicUrl: 'http://blog.localhost', upstream: 'http://127.0.0.1:1' };
    this.tunnel = new HttpTunnel({ ...facts, terms: NOT_SHARED }, this, traffic);
  }
  checkLink(): boolean {
    this.looks++;
    return this.leaving;
  }
}

/** Waits for an answer that does not come. */
class Waiting implements StreamUser {
  reset: CloseReason | undefined;
  readonly mayMoveOn: boolean;
  constructor(tunnel: HttpTunnel, mayMoveOn: boolean) {
    this.mayMoveOn = mayMoveOn;
    tunnel.pool.acquire('192.0.2.1:1').begin(this, 'GET');
  }
  onAnswerHead(): void {}
  onAnswerInformational(): void {}
  onAnswerBody(): void {}
  onAnswerTrailers(): void {}
  onAnswerEnd(): void {}
  onAnswerError(): void {}
  onAnswerProgress(): void {}
  onStreamDrain(): void {}
  onStreamReset(reason: CloseReason): void {
    this.reset = reason;
  }
}

it('hands the requests of a silent client on that can go elsewhere', () => {
  const silent = new Member(1);
  const group = new HttpGroup(silent.tunnel);
  const well = new Member(2);
  group.add(well.tunnel);
  const movable = new Waiting(silent.tunnel, true);
  const bound = new Waiting(silent.tunnel, false);
  const other = new Waiting(well.tunnel, true);
  group.tick(1_000);
  expect(movable.reset).toBeUndefined();
  silent.leaving = true;
  group.tick(2_000);
  expect(movable.reset).toMatchObject({ code: 'timeout' });
  expect([bound.reset, other.reset]).toEqual([undefined, undefined]);
});

it('lets requests wait where nobody else could take them', () => {
  const first = new Member(1);
  const group = new HttpGroup(first.tunnel);
  first.leaving = true;
  const waiting = new Waiting(first.tunnel, true);
  group.tick(1_000);
  // A client alone is not even looked at.
  expect([waiting.reset, first.looks]).toEqual([undefined, 0]);
  const second = new Member(2);
  second.leaving = true;
  group.add(second.tunnel);
  group.tick(2_000);
  expect([waiting.reset, first.looks, second.looks]).toEqual([undefined, 1, 1]);
});
