import { connect, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { HttpScene } from '../testing/http-scene.ts';
import { Http2Visitor } from '../testing/http2-visitor.ts';
import { TEST_CERTIFICATE, TestCertificates } from '../testing/test-certificates.ts';
import { until } from '../testing/until.ts';

/** Frame types and flags of RFC 9113 §6. */
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const PING = 6;
const CONTINUATION = 9;
const END_STREAM = 1;
const END_HEADERS = 4;
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

let scene: HttpScene;
const sockets: TLSSocket[] = [];

beforeAll(async () => {
  scene = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
});
afterAll(() => scene.end());
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** `GET https://HOST/` in HPACK: three entries of the static table, and the authority as a literal (RFC 7541 §6). */
function get(host: string): Buffer {
  return Buffer.concat([Buffer.from([0x82, 0x87, 0x84, 0x01, host.length]), Buffer.from(host)]);
}

const SETTINGS_FRAMES = Buffer.alloc(15 * 500, frame(SETTINGS, 0, 0, Buffer.from([0, 4, 0, 1, 0, 0])));

const ATTACKS: [string, () => Buffer[]][] = [
  [
    'resets what it asks for (rapid reset, CVE-2023-44487)',
    () =>
      Array.from({ length: 3_000 }, (_, index) =>
        Buffer.concat([
          frame(HEADERS, END_STREAM | END_HEADERS, 2 * index + 1, get('one.exit.test')),
          frame(RST_STREAM, 0, 2 * index + 1, Buffer.from([0, 0, 0, 8])),
        ]),
      ),
  ],
  [
    'sends a head without end (CONTINUATION flood, CVE-2024-27983)',
    () => [
      frame(HEADERS, END_STREAM, 1, get('one.exit.test')),
      ...Array.from({ length: 2_000 }, (_, index) =>
        // A literal field without indexing, of a name and value of one byte each.
        frame(CONTINUATION, 0, 1, Buffer.from([0, 1, 0x61 + (index % 26), 1, 0x62])),
      ),
    ],
  ],
  ['sends settings without reading the answers', () => Array.from({ length: 4_000 }, () => SETTINGS_FRAMES)],
];

/** Connects, agrees on HTTP/2, sends the frames, and reads nothing more than that takes. */
async function attackWith(frames: Iterable<Buffer>): Promise<{ socket: TLSSocket; isClosed: () => boolean }> {
  const socket = connect({
    port: scene.exit.dataPort,
    host: '127.0.0.1',
    ca: TEST_CERTIFICATE,
    servername: 'one.exit.test',
    ALPNProtocols: ['h2'],
  });
  sockets.push(socket);
  let closed = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
  });
  await new Promise<void>((resolve) => socket.once('secureConnect', () => resolve()));
  socket.write(PREFACE);
  socket.write(frame(SETTINGS, 0, 0));
  for (const part of frames) socket.write(part);
  return { socket, isClosed: () => closed || scene.exit.server.status().visitorConnections === 0 };
}

async function isUnharmed(): Promise<void> {
  const visitor = new Http2Visitor(scene.exit.dataPort, 'one.exit.test');
  for (let count = 0; count < 20; count++) expect((await visitor.ask('/')).status).toBe(200);
  visitor.destroy();
}

it.each(ATTACKS)('a visitor that %s is cut off, and others are served on', async (_what, attack) => {
  const { isClosed } = await attackWith(attack());
  await until(isClosed, 'the end of the connection');
  await isUnharmed();
});

it('a visitor that pings and reads no answers is not read on, and others are served on', async () => {
  const pings = Buffer.alloc(17 * 500, frame(PING, 0, 0, Buffer.alloc(8)));
  const { socket } = await attackWith(Array.from({ length: 4_000 }, () => pings));
  await isUnharmed();
  // Most of the 34 MB still waits at its sender.
  expect(socket.destroyed || socket.writableLength > 16 * 1024 * 1024).toBe(true);
});
