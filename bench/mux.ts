/*
 * Measures the multiplexer alone: messages and MB per second of CPU time, over an in-memory pair and over a loopback WebSocket. Both ends
 * run in this one process, so a figure is what one core does for sender and receiver together; CPU time, so that other work on the machine
 * disturbs it little.
 *
 *   npx node bench/mux.ts [--seconds 2]
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';
import { dialTunnel } from '../shared/wire/dial-tunnel.ts';
import { memoryTransportPair } from '../shared/wire/memory-transport.ts';
import type { Transport } from '../shared/wire/transport.ts';
import { acceptedTransport, tunnelServerOptions } from '../shared/wire/tunnel-endpoint.ts';
import { YamuxSession } from '../shared/wire/yamux-session.ts';
import type { StreamHandler, YamuxStream } from '../shared/wire/yamux-stream.ts';

interface Pair {
  client: YamuxSession;
  /** Set before a stream is opened: what the server does with it. */
  onStream: (stream: YamuxStream) => StreamHandler;
  close(): void;
}

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } });
const SECONDS = Number(values.seconds);
const QUIET = { onEnd() {}, onReset() {}, onDrain() {} };

function sessionsOver(client: Transport, server: Transport, close: () => void): Pair {
  const pair: Pair = {
    client: new YamuxSession(client, { role: 'client', onStream: () => undefined, onClose() {} }),
    onStream: () => ({ ...QUIET, onData() {} }),
    close() {
      pair.client.destroy({ code: 'closed', message: 'The measurement is over.' });
      close();
    },
  };
  new YamuxSession(server, { role: 'server', onStream: (stream) => pair.onStream(stream), onClose() {} });
  return pair;
}

function memoryPair(): Pair {
  const [client, server] = memoryTransportPair();
  return sessionsOver(client, server, () => {});
}

async function webSocketPair(): Promise<Pair> {
  const sockets = new WebSocketServer(tunnelServerOptions());
  const http = createServer();
  const accepted = new Promise<Transport>((resolve) => {
    http.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (ws) => resolve(acceptedTransport(ws, request))),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const client = await dialTunnel({ url: `ws://127.0.0.1:${port}`, token: 'bench' });
  return sessionsOver(client, await accepted, () => http.close());
}

/** Passes one message to and fro on each stream as fast as it goes; returns messages both ways together per CPU second. */
async function smallMessages(pair: Pair, streams: number, bytes: number): Promise<number> {
  let messages = 0;
  const message = Buffer.alloc(bytes, 7);
  const player = (stream: YamuxStream): StreamHandler => {
    // A message may come in two pieces, and must not be answered twice.
    let received = 0;
    const onData = (chunk: Buffer) => {
      stream.consumed(chunk.length);
      received += chunk.length;
      if (received < bytes) return;
      received -= bytes;
      messages += 1;
      stream.writeCopy(message, 0, bytes);
    };
    return { ...QUIET, onData };
  };
  pair.onStream = player;
  for (let i = 0; i < streams; i++) {
    const stream = pair.client.openStream();
    stream.handler = player(stream);
    stream.write(Buffer.from(message));
  }
  return measure(() => messages);
}

/** Sends 64 KiB writes with backpressure on each stream; returns MB per CPU second. */
async function bulk(pair: Pair, streams: number): Promise<number> {
  let bytes = 0;
  const chunk = Buffer.alloc(64 * 1024, 7);
  pair.onStream = (stream) => ({
    ...QUIET,
    onData(piece) {
      bytes += piece.length;
      stream.consumed(piece.length);
    },
  });
  for (let i = 0; i < streams; i++) {
    const stream = pair.client.openStream();
    const pump = () => {
      while (stream.write(chunk));
    };
    stream.handler = { ...QUIET, onData() {}, onDrain: pump };
    pump();
  }
  return (await measure(() => bytes)) / 1e6;
}

/** Lets it run warm first, then reads the counter twice. */
async function measure(counter: () => number): Promise<number> {
  await sleep(0.3);
  const start = process.cpuUsage();
  const before = counter();
  await sleep(SECONDS);
  const { user, system } = process.cpuUsage(start);
  return ((counter() - before) / (user + system)) * 1e6;
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

async function row(name: string, open: () => Pair | Promise<Pair>): Promise<void> {
  const figures: string[] = [];
  for (const [streams, bytes] of [
    [1, 100],
    [50, 100],
    [50, 1000],
  ] as const) {
    const pair = await open();
    figures.push(`${Math.round((await smallMessages(pair, streams, bytes)) / 1000)} k/s`);
    pair.close();
  }
  for (const streams of [1, 8]) {
    const pair = await open();
    figures.push(`${Math.round(await bulk(pair, streams))} MB/s`);
    pair.close();
  }
  console.log(`| ${name} | ${figures.join(' | ')} |`);
}

console.log(
  '| over | 1 stream, 100 B messages | 50 streams, 100 B | 50 streams, 1000 B | bulk, 1 stream | bulk, 8 streams |',
);
console.log('|---|---|---|---|---|---|');
await row('memory', memoryPair);
await row('loopback WebSocket', webSocketPair);
