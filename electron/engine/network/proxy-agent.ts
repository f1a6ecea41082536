import type { ConnectProxyAgent } from './connect-proxy-agent.ts';
import type { SocksProxyAgent } from './socks-proxy-agent.ts';

/** Makes an agent whose connections all lead through a proxy. Its library is loaded here: most networks have none. */
export async function proxyAgent(proxy: URL): Promise<ConnectProxyAgent | SocksProxyAgent> {
  if (proxy.protocol.startsWith('socks')) {
    const { SocksProxyAgent } = await import('./socks-proxy-agent.ts');
    return new SocksProxyAgent(proxy);
  }
  const { ConnectProxyAgent } = await import('./connect-proxy-agent.ts');
  return new ConnectProxyAgent(proxy);
}
