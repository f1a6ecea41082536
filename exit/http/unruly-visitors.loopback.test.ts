import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { until } from '../testing/until.ts';

const SEED = 20_261_121;
const VISITS = 400;
const AT_ONCE = 20;

let scene: HttpScene;

beforeAll(async () => {
  scene = await HttpScene.start();
  await scene.client.open({ name: 'reset' }, (stream) => stream.reset());
  await scene.client.open({ name: 'half' }, (stream) => {
    stream.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    stream.end();
  });
});
afterAll(() => scene.end());

/** Numbers that look random and are the same in each run (a linear congruential generator, the one of Numerical Recipes). */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const random = makeRandom(SEED);

const REQUESTS: readonly (() => string)[] = [
  () => 'GET / HTTP/1.1\r\nHost: one.localhost\r\n\r\n',
  () => 'GET /chunked HTTP/1.0\r\nHost: two.localhost\r\n\r\n',
  () => 'HEAD / HTTP/1.1\r\nHost: two.localhost\r\n\r\n',
  () => `POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 150000\r\n\r\n${'z'.repeat(150_000)}`,
  () =>
    `POST /early HTTP/1.1\r\nHost: two.localhost\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n${'z'.repeat(0xffff)}\r\n0\r\n\r\n`,
  () => 'GET /break HTTP/1.1\r\nHost: one.localhost\r\n\r\n',
  () => 'GET /until-close HTTP/1.1\r\nHost: one.localhost\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: reset.localhost\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: half.localhost\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: one.localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello',
  () => 'no HTTP\r\n\r\n',
];

/** Sends up to four requests in pieces, stops anywhere, waits a little or not, and leaves in one of three ways. */
async function visitOnce(): Promise<void> {
  const visitor = new RawVisitor(scene.exit.dataPort);
  let text = '';
  for (let count = 1 + random(4); count > 0; count--) text += REQUESTS[random(REQUESTS.length)]?.();
  const stopAt = random(3) === 0 ? random(text.length) : text.length;
  for (let at = 0; at < stopAt; ) {
    const size = random(3) === 0 ? 1 + random(60) : 1 + random(100_000);
    visitor.write(text.slice(at, Math.min(stopAt, at + size)));
    at += size;
    if (random(4) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const wayOut = random(4);
  if (wayOut === 0) visitor.socket.end();
  // Some stay for an answer, or for its beginning.
  if (random(2) === 0)
    await until(() => visitor.closed || visitor.ended || visitor.text !== '' || stopAt < text.length, 'an answer');
  if (wayOut === 1) visitor.socket.resetAndDestroy();
  else visitor.destroy();
}

it('are all forgotten, whatever they did, and disturb nobody', async () => {
  let left = VISITS;
  const visitInTurn = async () => {
    while (left-- > 0) await visitOnce();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitInTurn));
  await until(async () => {
    const status = (await (await scene.exit.ask('/status')).json()) as { visitorConnections: number };
    return status.visitorConnections === 0;
  }, 'the end of all connections');
  // What is left are the control stream and idle streams, which end with their time.
  expect(scene.client.closed).toBeUndefined();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => ask(scene.exit.dataPort, 'two.localhost', `/${index}`)),
  );
  for (const [index, answer] of answers.entries()) expect(JSON.parse(answer.text).url).toBe(`/${index}`);
});
