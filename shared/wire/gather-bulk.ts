import type { Writable } from 'node:stream';

/** Fewer bytes are sent at once: of an answer that fits into them there is nothing to gather. */
const BULK_BYTES = 4 * 1024;

/**
 * To be called before `bytes` bytes are written to a socket: makes bulk leave in one system call with what else is written before the
 * running callback has returned. One read of a tunnel brings several frames, and a write for each would wake the receiver as often.
 */
export function gatherBulk(socket: Writable, bytes: number): void {
  if (bytes < BULK_BYTES || socket.writableCorked > 0) return;
  socket.cork();
  process.nextTick(uncork, socket);
}

function uncork(socket: Writable): void {
  socket.uncork();
}
