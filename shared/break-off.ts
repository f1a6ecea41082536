import type { Socket } from 'node:net';

/**
 * Ends a connection at once and visibly (RST): what waits to be sent is dropped, and the other side cannot take it for whole.
 *
 * A connection whose end has gone out already is only closed. libuv cannot reset it any more, and Node 24 would then neither close
 * the handle nor emit `close`; nothing is lost by it, for everything was sent before the end.
 */
export function breakOff(socket: Socket): void {
  if (socket.writableEnded && socket.writableLength === 0) socket.destroy();
  else socket.resetAndDestroy();
}
