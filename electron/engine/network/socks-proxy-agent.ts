import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { SocksProxyAgent as LibraryAgent } from 'socks-proxy-agent';
import { DIAL_ATTEMPT_MS } from '../../../shared/wire/happy-eyeballs.ts';
import { socksFailure } from './proxy-failure.ts';
import { proxyLabel } from './proxy-url.ts';
import { withTargetIdentity } from './target-identity.ts';

type AgentOptions = Parameters<LibraryAgent['connect']>[1];

/**
 * Connects through a SOCKS 5 proxy (RFC 1928, passwords by RFC 1929), which looks names up itself: a network that has such a proxy
 * often resolves no outside names. Errors are DialErrors that name the proxy. The library gives a silent proxy up after 30 s.
 */
export class SocksProxyAgent extends LibraryAgent {
  readonly #label: string;
  readonly #hasPassword: boolean;

  constructor(proxy: URL) {
    const remoteLookup = new URL(proxy.href.replace(/^socks5?h?:/, 'socks5h:'));
    super(remoteLookup, {
      keepAlive: true,
      socketOptions: { noDelay: true, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: DIAL_ATTEMPT_MS },
    });
    // The library hands it to the resolver as it stands in the URL.
    this.proxy.host = proxy.hostname.replace(/^\[|\]$/g, '');
    this.#label = proxyLabel(proxy);
    this.#hasPassword = proxy.username !== '';
  }

  override async connect(request: ClientRequest, options: AgentOptions): Promise<Socket> {
    try {
      return await super.connect(request, withTargetIdentity(options));
    } catch (error) {
      throw socksFailure(this.#label, `${options.host}:${options.port}`, error as Error, this.#hasPassword);
    }
  }
}
