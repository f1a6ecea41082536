import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { TestClient } from '../testing/test-client.ts';
import { until } from '../testing/until.ts';
import { DEFAULT_EXIT_LIMITS } from './exit-limits.ts';

/** Where all the hostile connections come from; the good ones come from 127.0.0.1. */
const HOSTILE = '127.0.0.3';
const FLOOD = 1_000;
/** Longer than any test looks at a flood: none of its connections is to end because the machine is slow. */
const HEAD_TIMEOUT_MS = 600_000;
const { maxConnectionsPerVisitor, maxHandshakesPerAddress } = DEFAULT_EXIT_LIMITS;

let scene: HttpScene;
const flood: RawVisitor[] = [];

beforeAll(async () => {
  scene = await HttpScene.start({ limits: { headTimeoutMs: HEAD_TIMEOUT_MS } });
});
afterAll(() => scene.end());

afterEach(async () => {
  for (const visitor of flood.splice(0)) visitor.destroy();
  await until(async () => (await gauge('dataplane_connections_gauge')) === 0, 'the end of the flood');
});

async function gauge(name: string): Promise<number> {
  const text = await (await scene.exit.ask('/metrics')).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

/** Opens the flood, in which each connection begins in the same way. Resolves when the server has taken or refused all of them. */
async function pour(port: number, begin: (visitor: RawVisitor) => void): Promise<RawVisitor[]> {
  for (let count = 0; count < FLOOD; count++) {
    const visitor = new RawVisitor(port, '127.0.0.1', HOSTILE);
    begin(visitor);
    flood.push(visitor);
  }
  await until(() => flood.every((visitor) => visitor.closed || !visitor.socket.connecting), 'the flood');
  return flood;
}

const standing = () => flood.filter((visitor) => !visitor.closed);

/** A good visitor is answered, and what it uploads arrives whole. */
async function isUnharmed(): Promise<void> {
  for (let count = 0; count < 20; count++) {
    const body = `${count}`.repeat(1_000);
    const answer = await ask(scene.exit.dataPort, 'one.localhost', `/${count}`, { method: 'POST', body });
    expect(JSON.parse(answer.text)).toMatchObject({ url: `/${count}`, bytes: body.length });
  }
}

describe.skipIf(process.platform !== 'linux')(
  'a flood of 1,000 connections from one address leaves others unharmed',
  () => {
    it.each<[string, (visitor: RawVisitor) => void]>([
      ['that say nothing', () => {}],
      ['that end their side at once', (visitor) => visitor.socket.end()],
      [
        'that begin a head and never end it',
        (visitor) => visitor.write('GET / HTTP/1.1\r\nHost: one.localhost\r\nX: '),
      ],
      [
        'that begin an upload and never end it',
        (visitor) => visitor.write('POST / HTTP/1.1\r\nHost: nobody.localhost\r\nContent-Length: 9\r\n\r\nx'),
      ],
      ['that do not read their answer', (visitor) => visitor.socket.pause() && visitor.get('one.localhost')],
      ['that send no HTTP', (visitor) => visitor.write('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')],
    ])('%s', async (_what, begin) => {
      await pour(scene.exit.dataPort, begin);
      await isUnharmed();
      // The end of those that were refused is on its way.
      await until(() => standing().length <= maxConnectionsPerVisitor, 'the limit');
    });

    it('that trickle their heads, byte by byte', async () => {
      await pour(scene.exit.dataPort, (visitor) => visitor.write('GET / HTTP/1.1\r\nX-'));
      const trickle = setInterval(() => {
        for (const visitor of standing()) visitor.write('a');
      }, 100);
      await isUnharmed();
      await until(() => standing().length === maxConnectionsPerVisitor, 'the limit');
      clearInterval(trickle);
    });

    it('that send heads without end', async () => {
      const line = `X-Filler: ${'x'.repeat(1_000)}\r\n`;
      await pour(scene.exit.dataPort, (visitor) => visitor.write(`GET / HTTP/1.1\r\n${line.repeat(70)}`));
      await isUnharmed();
      await until(() => standing().every((visitor) => visitor.text.startsWith('HTTP/1.1 431 ')), 'the refusals');
    });

    it('to the control plane: clients still come in', async () => {
      await pour(scene.exit.controlPort, () => {});
      await until(() => standing().length === maxHandshakesPerAddress, 'the limit');
      const client = await TestClient.connect(scene.exit);
      await client.open({ name: 'late' }, () => {});
      client.destroy();
      await isUnharmed();
    });
  },
);
