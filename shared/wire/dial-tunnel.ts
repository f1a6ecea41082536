import type { Agent, IncomingMessage } from 'node:http';
import type { LookupFunction, Socket, TcpSocketConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ClientOptions, WebSocket } from 'ws';
import { DialError } from './dial-error.ts';
import { failureOfError, failureOfStatus, wrongVersion } from './dial-failure.ts';
import { dialPin } from './dial-pin.ts';
import { formatAddress } from './format-address.ts';
import { DIAL_ATTEMPT_MS } from './happy-eyeballs.ts';
import type { PinnedTls } from './pinned-ca.ts';
import { MAX_WS_MESSAGE, SUBPROTOCOL, TUNNEL_PATH, WsTransport } from './ws-transport.ts';

export interface DialTunnelOptions {
  /** Control plane, `ws(s)://HOST[:PORT]`. */
  url: string;
  token: string;
  /** CA certificates (PEM) to trust instead of the public ones, wss only. */
  ca?: string | readonly string[] | undefined;
  /** `sha256:HEX`: fingerprint of the one CA to trust instead, which the server hands out; wss only. */
  pin?: string | undefined;
  /** An agent that connects through a proxy; it belongs to this dial. */
  agent?: Agent | undefined;
  /** Looks names up in place of the system, for tests. */
  lookup?: LookupFunction | undefined;
  /** Gives the dialling up; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** For connection, TLS and handshake together; a CA that must be fetched first gets as long again. */
  timeoutMs?: number | undefined;
}

/** Long enough for a TLS handshake over a satellite link, short enough to try again while somebody watches. */
export const DEFAULT_DIAL_TIMEOUT_MS = 15_000;

/** How much of a refusal's body is read. */
const MAX_BODY = 4096;

/**
 * Opens a WebSocket to an exit server's control plane.
 *
 * @throws DialError when it cannot be opened, TypeError when the URL is none, the signal's reason when it was aborted
 */
export async function dialTunnel(options: DialTunnelOptions): Promise<WsTransport> {
  const url = tunnelUrl(options.url);
  options.signal?.throwIfAborted();
  const timeoutMs = options.timeoutMs ?? DEFAULT_DIAL_TIMEOUT_MS;
  const pinned = await dialPin(url, options, timeoutMs);
  // Between the two connections nobody listened.
  options.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    new Dial(url, { ...options, timeoutMs, pinned }, resolve, reject);
  });
}

/**
 * The URL of the tunnel endpoint of a control plane.
 *
 * @throws TypeError when the text is no URL
 */
export function tunnelUrl(controlPlane: string): URL {
  const url = new URL(controlPlane);
  if (url.pathname === '/') url.pathname = TUNNEL_PATH;
  return url;
}

/** Options of one try, with what its pin has led to. */
interface DialParts extends DialTunnelOptions {
  timeoutMs: number;
  pinned: PinnedTls | undefined;
}

/** One try, which settles its promise exactly once. */
class Dial {
  readonly #server: string;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (transport: WsTransport) => void;
  readonly #reject: (error: unknown) => void;
  readonly #socket: WebSocket;
  readonly #timer: NodeJS.Timeout;
  #stream: Duplex | undefined;
  /** The connection stands: what fails now is on top of it. */
  #reached = false;
  #settled = false;

  constructor(
    url: URL,
    options: DialParts,
    resolve: (transport: WsTransport) => void,
    reject: (error: unknown) => void,
  ) {
    this.#server = url.host;
    this.#signal = options.signal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#socket = new WebSocket(url, SUBPROTOCOL, {
      ...clientOptions(url, options),
      finishRequest: (request) => {
        request.on('socket', (socket) => this.#watchConnection(socket, url.protocol === 'wss:'));
        request.end();
      },
    });
    this.#timer = setTimeout(() => this.#onTimeout(), options.timeoutMs);
    this.#signal?.addEventListener('abort', this.#onAbort);
    this.#socket.on('unexpected-response', (_request, response) => this.#onRefusal(response));
    this.#socket.on('upgrade', (response) => this.#onUpgrade(response));
    this.#socket.on('error', this.#onError);
    this.#socket.on('open', this.#onOpen);
  }

  readonly #onOpen = (): void => {
    if (this.#settled) return;
    this.#settle();
    this.#socket.removeAllListeners();
    const { remoteAddress, remotePort } = addressOf(this.#stream);
    this.#resolve(
      new WsTransport(this.#socket, {
        stream: this.#stream,
        remoteAddress: formatAddress(remoteAddress, remotePort),
      }),
    );
  };

  readonly #onError = (error: Error): void => this.#fail(failureOfError(this.#server, error, this.#reached));

  readonly #onAbort = (): void => this.#fail(this.#signal?.reason);

  #watchConnection(socket: Socket, secure: boolean): void {
    const stands = () => {
      this.#reached = true;
    };
    if (secure) socket.once('secureConnect', stands);
    else if (socket.connecting) socket.once('connect', stands);
    else stands();
  }

  #onTimeout(): void {
    this.#fail(
      new DialError(
        'timeout',
        `${this.#server} did not answer in time: check the address, its firewall and this network.`,
        { reached: this.#reached },
      ),
    );
  }

  #onUpgrade(response: IncomingMessage): void {
    this.#stream = response.socket;
    if (response.headers['sec-websocket-protocol'] !== SUBPROTOCOL) this.#fail(wrongVersion(this.#server));
  }

  #onRefusal(response: IncomingMessage): void {
    let body = '';
    const done = () => {
      this.#fail(failureOfStatus(this.#server, response.statusCode ?? 0, response.headers, body));
      response.destroy();
    };
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      body += text;
      if (body.length > MAX_BODY) done();
    });
    response.on('close', done);
    response.on('error', done);
  }

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#settle();
    this.#reject(error);
    // Aborting a socket that still connects makes ws report that as an error.
    this.#socket.on('error', () => {});
    this.#socket.terminate();
  }

  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}

/** What ws passes on to the connection, though its types do not say so. */
type TcpDialOptions = Pick<TcpSocketConnectOpts, 'lookup' | 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'>;

function clientOptions(url: URL, options: DialParts): ClientOptions {
  const client: ClientOptions & TcpDialOptions = {
    headers: { Authorization: `Bearer ${options.token}` },
    perMessageDeflate: false,
    maxPayload: MAX_WS_MESSAGE,
    skipUTF8Validation: true,
    followRedirects: false,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: DIAL_ATTEMPT_MS,
  };
  if (options.lookup) client.lookup = options.lookup;
  if (options.agent) client.agent = options.agent;
  if (options.pinned) Object.assign(client, options.pinned);
  else if (options.ca !== undefined) client.ca = typeof options.ca === 'string' ? options.ca : [...options.ca];
  if (masksInVain(url, options.agent)) client.generateMask = zeroMask;
  return client;
}

/**
 * Whether no intermediary can read the frames, so that masking protects nobody (docs/decisions/zero-mask.md). Behind an agent a
 * loopback name may be one of the proxy's network.
 */
function masksInVain(url: URL, agent: Agent | undefined): boolean {
  if (url.protocol === 'wss:') return true;
  return agent === undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}

/** ws skips the work for a mask of zeros. */
function zeroMask(mask: Buffer): void {
  mask.fill(0);
}

function addressOf(stream: Duplex | undefined): { remoteAddress?: string; remotePort?: number } {
  const { remoteAddress, remotePort } = (stream ?? {}) as { remoteAddress?: string; remotePort?: number };
  return {
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    ...(remotePort === undefined ? {} : { remotePort }),
  };
}
