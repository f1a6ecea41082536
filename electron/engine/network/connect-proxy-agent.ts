import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { DIAL_ATTEMPT_MS } from '../../../shared/wire/happy-eyeballs.ts';
import { proxyFailure, proxyRefusal, proxySilence } from './proxy-failure.ts';
import { proxyLabel } from './proxy-url.ts';
import { withTargetIdentity } from './target-identity.ts';

/** How long a proxy may take to connect, ms: as long as dialling a server at all, since the connection is in it. */
const CONNECT_TIMEOUT_MS = 15_000;

type AgentOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** Connects through an HTTP proxy by CONNECT (RFC 9110 §9.3.6). Errors are DialErrors that name the proxy. */
export class ConnectProxyAgent extends HttpsProxyAgent<string> {
  readonly #label: string;
  readonly #hasPassword: boolean;

  constructor(proxy: URL) {
    const bare = new URL(proxy);
    bare.username = '';
    bare.password = '';
    // The credentials are given as a field: the library writes the URL to its debug output.
    super(bare, { keepAlive: true, noDelay: true, headers: credentials(proxy) });
    this.#label = proxyLabel(proxy);
    this.#hasPassword = proxy.username !== '';
  }

  override async connect(request: ClientRequest, options: AgentOptions): Promise<Socket> {
    const target = `${options.host}:${options.port}`;
    let status = 0;
    request.once('proxyConnect', (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    const giveUp = new AbortController();
    const stop = () => giveUp.abort();
    const timer = setTimeout(stop, CONNECT_TIMEOUT_MS).unref();
    request.once('close', stop);
    // Read at once by the library; without the signal a proxy that says nothing would keep its socket for ever.
    this.connectOpts = {
      ...this.connectOpts,
      signal: giveUp.signal,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: DIAL_ATTEMPT_MS,
    };
    try {
      const socket = await super.connect(request, withTargetIdentity(options));
      if (status === 200) return socket;
      socket.destroy();
    } catch (error) {
      throw giveUp.signal.aborted ? proxySilence(this.#label) : proxyFailure(this.#label, error as Error);
    } finally {
      clearTimeout(timer);
      request.off('close', stop);
    }
    throw proxyRefusal(this.#label, target, status, this.#hasPassword);
  }
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}
