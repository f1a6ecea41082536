import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { Log } from '../engine/engine-parts.ts';
import type { Router } from './router.ts';

/** The longest real message, a pasted join link, is under 16 KiB. */
export const MAX_RPC_MESSAGE = 256 * 1024;
/** Unsent bytes at which a consumer counts as stuck: oRPC has no backpressure, and a live page never has more than a few KiB. */
const MAX_UNSENT = 4 * 1024 * 1024;
const CHECK_EVERY_MS = 1_000;

/** Serves the contract on a WebSocket whose owner has been checked. A consumer that does not read is closed. */
export function serveSocket(router: Router, socket: WebSocket, log: Log): void {
  new RPCHandler(router).upgrade(socket);
  const timer = setInterval(() => {
    if (socket.bufferedAmount <= MAX_UNSENT) return;
    log.warn({ unsent: socket.bufferedAmount }, 'A page does not read what it is sent: closing its connection.');
    socket.terminate();
  }, CHECK_EVERY_MS);
  timer.unref();
  socket.on('close', () => clearInterval(timer));
  socket.on('error', (error) => log.debug({ err: error }, 'A page broke its connection.'));
}
