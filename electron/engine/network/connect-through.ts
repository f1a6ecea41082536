import { EventEmitter } from 'node:events';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { ConnectProxyAgent } from './connect-proxy-agent.ts';
import { SocksProxyAgent } from './socks-proxy-agent.ts';

/** Opens a plain connection through a proxy. Rejects with DialError. */
export function connectThrough(proxy: URL, host: string, port: number): Promise<Socket> {
  const agent = proxy.protocol.startsWith('socks') ? new SocksProxyAgent(proxy) : new ConnectProxyAgent(proxy);
  // The agents only listen to the request that the connection is for.
  const request = new EventEmitter() as unknown as ClientRequest;
  return agent.connect(request, { host, port, secureEndpoint: false });
}
