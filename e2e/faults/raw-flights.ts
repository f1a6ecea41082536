import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { Pattern } from '../fixtures/pattern.ts';
import { type Flight, type FlightPlan, fly, type Landing } from './flight.ts';

const PIECES = 32;
const MESSAGE_BYTES = 512;
/** RFC 6455 §7.4.1 */
const NORMAL_CLOSURE = 1000;

/** A WebSocket whose numbered messages are echoed, in order. */
export function webSocketEcho(plan: FlightPlan): Flight {
  return fly('WebSocket', plan, async (underWay, signal) => {
    const { publicUrl, ms } = plan;
    const socket = new WebSocket(`ws://127.0.0.1:${publicUrl.port}/`, { headers: { host: publicUrl.host } });
    const ended = Promise.withResolvers<Omit<Landing, 'kind'>>();
    signal.addEventListener('abort', () => {
      ended.reject(new Error('hung'));
      socket.terminate();
    });
    let sent = 0;
    let received = 0;
    let timer: NodeJS.Timeout | undefined;
    const message = (number: number) => `${number} `.repeat(MESSAGE_BYTES / `${number} `.length);
    socket.on('open', () => {
      timer = setInterval(() => {
        if (sent < PIECES) socket.send(message(sent++));
      }, ms / PIECES);
    });
    socket.on('message', (data) => {
      if (data.toString() !== message(received)) ended.resolve({ verdict: 'wrong', how: `message ${received}` });
      received += 1;
      if (received === 2) underWay();
      if (received === PIECES) socket.close(NORMAL_CLOSURE);
    });
    socket.on('error', ended.reject);
    socket.on('close', (code) => {
      if (received === PIECES) ended.resolve({ verdict: 'whole', how: '' });
      // Neither end says goodbye before all has come: whoever does so for them lies.
      else if (code === NORMAL_CLOSURE) ended.resolve({ verdict: 'wrong', how: `closed with ${code}` });
      else ended.resolve({ verdict: 'ended', how: `closed with ${code}` });
    });
    return ended.promise.finally(() => {
      clearInterval(timer);
      socket.terminate();
    });
  });
}

/**
 * A TCP connection whose bytes are echoed.
 * @param cutOff what an end before all bytes counts as: raw TCP has no mark of its own for that, so where the kernel of a killed program ends its connections in an
 * orderly way, nobody can tell
 */
export function tcpEcho(plan: FlightPlan, cutOff: 'wrong' | 'ended'): Flight {
  return fly('TCP', plan, async (underWay, signal) => {
    const seed = String(Math.random());
    const socket = connect({ port: plan.tcpPort, host: '127.0.0.1', signal });
    try {
      await once(socket, 'connect', { signal });
      const sending = send(plan, seed, socket, signal);
      sending.catch(() => {});
      const pattern = new Pattern(seed);
      let received = 0;
      for await (const chunk of socket) {
        if (!pattern.next(chunk.length).equals(chunk)) return { verdict: 'wrong', how: 'other bytes' };
        received += chunk.length;
        underWay();
        if (received >= plan.bytes) socket.end();
      }
      await sending;
      if (received === plan.bytes) return { verdict: 'whole', how: '' };
      return { verdict: cutOff, how: `FIN after ${received} bytes` };
    } finally {
      socket.destroy();
    }
  });
}

async function send(
  { bytes, ms }: FlightPlan,
  seed: string,
  socket: ReturnType<typeof connect>,
  signal: AbortSignal,
): Promise<void> {
  for await (const piece of Pattern.pieces(seed, { bytes, ms, pieces: PIECES })) {
    if (socket.writableEnded || socket.destroyed) return;
    if (!socket.write(piece)) await once(socket, 'drain', { signal });
  }
}
