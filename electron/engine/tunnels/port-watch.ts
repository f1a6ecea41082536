import net from 'node:net';

/** A bare connect a second costs nobody anything, and brings a restarted exit server's tunnels back within its second. */
const INTERVAL_MS = 1_000;
const CONNECT_TIMEOUT_MS = 900;
/** Spread of the tries that one event makes due, ms, so that the many clients of one exit server do not all come at the same moment. */
export const SPREAD_MS = 500;

/**
 * Knocks at a port that refused connections and tells once when it accepts again.
 * @returns what stops it
 */
export function watchPort(host: string, port: number, onAnswer: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let socket: net.Socket | undefined;
  let over = false;
  const knock = () => {
    socket = net.connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    socket.on('timeout', () => socket?.destroy());
    socket.on('error', () => {
      // Still refused: `close` plans the next knock.
    });
    socket.on('connect', () => {
      socket?.destroy();
      if (over) return;
      over = true;
      timer = setTimeout(onAnswer, Math.random() * SPREAD_MS);
    });
    socket.on('close', () => {
      if (!over) timer = setTimeout(knock, INTERVAL_MS);
    });
  };
  timer = setTimeout(knock, INTERVAL_MS);
  return () => {
    over = true;
    clearTimeout(timer);
    socket?.destroy();
  };
}
