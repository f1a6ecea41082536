import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { EngineClient } from './engine-client.ts';
import type { EngineLink } from './engine-link.ts';

/** What the preload script waits for; the other end of the channel travels with it. */
const HANDSHAKE = 'orpc:connect';

/**
 * Opens a channel to the engine inside Electron: one end goes to the preload script, which passes it to the main process.
 * Whether anybody took it is only known when the first call is answered.
 */
export function openPortLink(): EngineLink {
  const { port1, port2 } = new MessageChannel();
  window.postMessage(HANDSHAKE, window.location.origin, [port2]);
  const closed = new Promise<void>((resolve) => {
    port1.addEventListener('close', () => resolve());
  });
  const client: EngineClient = createORPCClient(new RPCLink({ port: port1 }));
  port1.start();
  return { client, closed, close: () => port1.close() };
}
