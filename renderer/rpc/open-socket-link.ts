import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { EngineClient } from './engine-client.ts';
import type { EngineLink } from './engine-link.ts';

/** Opens a WebSocket to the engine that served this page. Rejects when the engine refuses it or is not there. */
export async function openSocketLink(location: Location, key: string): Promise<EngineLink> {
  const url = new URL('/rpc', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams({ key }).toString();
  const socket = new WebSocket(url);
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('The engine did not take the connection.')));
  });
  const client: EngineClient = createORPCClient(new RPCLink({ websocket: socket }));
  return { client, closed, close: () => socket.close() };
}
