import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** The connections beneath TLS: Node resets only a socket that owns its handle, and throws at one of TLS. */
const CARRIERS = new WeakMap<Duplex, Socket>();

/** Lets a TLS socket be broken off as visibly as one of plain TCP. @param raw the connection that carries it */
export function carriedBy(socket: TLSSocket, raw: Socket): void {
  CARRIERS.set(socket, raw);
}

/**
 * Ends a connection at once and visibly (RST): what waits to be sent is dropped, and the other side cannot take it for whole.
 *
 * A connection whose end has gone out already is only closed. libuv cannot reset it any more, and Node 24 would then neither close
 * the handle nor emit `close`; nothing is lost by it, for everything was sent before the end. What is no socket knows no reset, nor does
 * TLS whose connection `carriedBy` was not told.
 */
export function breakOff(socket: Duplex): void {
  const isSent = socket.writableEnded && socket.writableLength === 0;
  const raw = CARRIERS.get(socket) ?? socket;
  const canReset = raw instanceof Socket && !(raw instanceof TLSSocket) && !isSent;
  if (canReset) raw.resetAndDestroy();
  // TLS would look open until it hears what became of the connection beneath.
  if (!canReset || raw !== socket) socket.destroy();
}
