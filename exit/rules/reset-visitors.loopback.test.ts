import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { askHttps } from '../testing/ask-https.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { openRuled } from '../testing/ruled-tunnel.ts';
import { TEST_CERTIFICATE, TestCertificates } from '../testing/test-certificates.ts';
import { answering, type StreamTaker } from '../testing/test-client.ts';

/** The system no longer knows the address of a visitor that has reset its connection, while what it sent is still to be read. */
const VISITORS = 10;
const DENIED = { deny: ['127.0.0.0/8'] };
const REQUEST = 'POST /transfer HTTP/1.1\r\nHost: ruled.localhost\r\nContent-Length: 0\r\n\r\n';
const ok = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');

let scene: HttpScene;
let reached: number;
/** Counts what gets through the tunnel and is for it: the finder of another test's app, which may look at its port, means an address. */
const counting: StreamTaker = (stream, rest, header) => {
  const look = (chunk: Buffer) => {
    if (chunk.includes('Host: ruled.')) reached += 1;
  };
  look(rest);
  ok(stream, rest, header);
  const { handler } = stream;
  stream.handler = {
    ...handler,
    onData: (chunk) => {
      look(chunk);
      handler.onData(chunk);
    },
  };
};

afterEach(() => scene.end());

/** Lets visitors come, send and reset while this process, the exit server in it, does nothing else: nobody is accepted before all are gone. */
function resetBeforeAccepted(port: number): void {
  const source = `const net = require('net');
for (let count = 0; count < ${VISITORS}; count += 1) {
  const socket = net.connect(${port}, '127.0.0.1', () => socket.write(${JSON.stringify(REQUEST)}, () => socket.resetAndDestroy()));
}`;
  expect(spawnSync(process.execPath, ['-e', source]).status).toBe(0);
}

it('visitors that reset before they are accepted do not get round a list of who may not come', async () => {
  reached = 0;
  scene = await HttpScene.start();
  await openRuled(scene, DENIED, 'http', counting);
  resetBeforeAccepted(scene.exit.dataPort);
  // Whoever comes later is accepted later.
  expect((await ask(scene.exit.dataPort, 'one.localhost')).status).toBe(200);
  expect((await ask(scene.exit.dataPort, 'ruled.localhost')).status).toBe(403);
  expect(reached).toBe(0);
});

it('nor those of a TCP tunnel', async () => {
  reached = 0;
  scene = await HttpScene.start();
  const { publicUrl, change } = await openRuled(scene, DENIED, 'tcp', counting);
  resetBeforeAccepted(Number(new URL(publicUrl).port));
  await change({});
  expect((await ask(Number(new URL(publicUrl).port), 'ruled.localhost')).status).toBe(200);
  expect(reached).toBe(1);
});

it('nor those that reset right behind a request over TLS', async () => {
  reached = 0;
  scene = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
  await openRuled(scene, DENIED, 'http', counting);
  const { dataPort } = scene.exit;
  const visits = Array.from({ length: VISITORS }, () => {
    const raw = connect(dataPort, '127.0.0.1').on('error', () => {});
    const socket = connectTls({ socket: raw, servername: 'ruled.exit.test', ca: TEST_CERTIFICATE });
    socket
      .on('error', () => {})
      .once('secureConnect', () => {
        socket.write(REQUEST.replace('localhost', 'exit.test'));
        raw.resetAndDestroy();
      });
    return new Promise<void>((resolve) => raw.on('close', () => resolve()));
  });
  await Promise.all(visits);
  expect((await askHttps(dataPort, 'one.exit.test')).status).toBe(200);
  expect((await askHttps(dataPort, 'ruled.exit.test')).status).toBe(403);
  expect(reached).toBe(0);
});
