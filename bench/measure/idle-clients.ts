/**
 * Clients with one HTTP tunnel each that then do nothing, as a process of its own. Prints `idle` when all have connected and every
 * tunnel has as many idle streams as asked for: that many visitors came at once, were answered together, and left.
 *
 *     node bench/measure/idle-clients.ts CONTROL_PORT DATA_PORT SESSIONS STREAMS_PER_SESSION
 */
import { get } from 'node:http';
import { TestClient } from '../../exit/testing/test-client.ts';
import type { YamuxStream } from '../../shared/wire/yamux-stream.ts';

/** Dialled at once: fewer than the exit server lets one address. */
const BATCH = 32;

const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'latin1');

const [controlPort = 0, dataPort = 0, sessions = 0, streams = 0] = process.argv.slice(2).map(Number);

/** Connects, opens a tunnel whose streams are answered when all of them are there, and leaves it with idle streams. */
async function startClient(): Promise<void> {
  const client = await TestClient.connect({ controlPort });
  const name = `idle-${client.clientId.slice(0, 18)}`;
  const waiting: YamuxStream[] = [];
  await client.open({ name }, (stream) => {
    stream.handler = { onEnd() {}, onReset() {}, onDrain() {}, onData: (chunk) => stream.consumed(chunk.length) };
    waiting.push(stream);
    if (waiting.length === streams) for (const each of waiting) each.write(ANSWER);
  });
  await Promise.all(Array.from({ length: streams }, () => visit(`${name}.localhost`)));
}

function visit(host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { Host: host, Connection: 'close' };
    const request = get({ host: '127.0.0.1', port: dataPort, headers, agent: false }, (response) => {
      response.resume();
      response.on('close', () => {
        if (response.complete && response.statusCode === 200) resolve();
        else reject(new Error(`a visitor got ${response.statusCode}`));
      });
    });
    request.on('error', reject);
  });
}

const batch = streams > 1 ? 1 : BATCH;
for (let done = 0; done < sessions; done += batch) {
  await Promise.all(Array.from({ length: Math.min(batch, sessions - done) }, startClient));
}
console.log('idle');
