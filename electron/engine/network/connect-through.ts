import { EventEmitter } from 'node:events';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { proxyAgent } from './proxy-agent.ts';

/** Opens a plain connection through a proxy. Rejects with DialError. */
export async function connectThrough(proxy: URL, host: string, port: number): Promise<Socket> {
  const agent = await proxyAgent(proxy);
  // The agents only listen to the request that the connection is for.
  const request = new EventEmitter() as unknown as ClientRequest;
  return agent.connect(request, { host, port, secureEndpoint: false });
}
