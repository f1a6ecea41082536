import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Ends a connection at once and visibly (RST): what waits to be sent is dropped, and the other side cannot take it for whole.
 *
 * A connection whose end has gone out already is only closed. libuv cannot reset it any more, and Node 24 would then neither close
 * the handle nor emit `close`; nothing is lost by it, for everything was sent before the end. What is no socket knows no reset.
 */
export function breakOff(socket: Duplex): void {
  const isSent = socket.writableEnded && socket.writableLength === 0;
  if (socket instanceof Socket && !isSent) socket.resetAndDestroy();
  else socket.destroy();
}
