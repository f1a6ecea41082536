import type { Agent } from 'node:http';
import { ConnectProxyAgent } from './connect-proxy-agent.ts';
import { SocksProxyAgent } from './socks-proxy-agent.ts';

/** Makes an agent whose connections all lead through a proxy. */
export function proxyAgent(proxy: URL): Agent {
  return proxy.protocol.startsWith('socks') ? new SocksProxyAgent(proxy) : new ConnectProxyAgent(proxy);
}
