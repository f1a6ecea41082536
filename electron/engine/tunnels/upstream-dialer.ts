import net from 'node:net';
import type { Duplex } from 'node:stream';
import { outOfFiles } from '../../../shared/out-of-files.ts';
import type { ProxyVersion } from '../../../shared/proxy-protocol/proxy-header.ts';
import { type ProxiedSource, writeProxyHeader } from '../../../shared/proxy-protocol/write-proxy-header.ts';
import type { Trust } from '../network/trust.ts';
import { splitUpstream } from './target.ts';
import { UpstreamError } from './upstream-error.ts';
import { UpstreamTls } from './upstream-tls.ts';

/** How long a service may take to accept a connection: on this computer or its network that is far longer than any healthy one. */
export const UPSTREAM_CONNECT_TIMEOUT_MS = 10_000;
/** One read buffer for all upstream sockets: a read is copied on before the next one starts (64 KiB: a larger one gives no more). */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

export interface UpstreamHandler {
  /** @param socket hands what it reads to `onData`, and stops where that says so */
  onConnect(socket: Duplex): void;
  /** Could not be reached; nothing follows. */
  onFailure(error: UpstreamError): void;
  /** Bytes from the upstream. Their memory is used again after the call: copy what is kept. False: stop until `socket.resume()`. */
  onData(chunk: Buffer): boolean;
  /** Whether the visitor has left without a word; asked before anything is started for them. */
  hasLeft?(): boolean;
}

/** Whatever connects to an upstream. */
export type Dialer = Pick<UpstreamDialer, 'dial' | 'proxyProtocol' | 'authority'>;

/**
 * Connects to one upstream. A service on this computer may listen on 127.0.0.1 or on ::1 only (Vite and others choose by
 * themselves), so both are tried, and the one that answered is tried first the next time.
 */
export class UpstreamDialer {
  readonly host: string;
  readonly port: number;
  /** The PROXY header that each connection begins with; undefined: none. */
  readonly proxyProtocol: ProxyVersion | undefined;
  /** Of an `https://` upstream. */
  readonly #tls: UpstreamTls | undefined;
  /** Of one whose certificate is checked. */
  readonly #trust: Trust | undefined;
  #addresses: string[];

  /**
   * @param upstream in canonical form, see parseTarget
   * @param trust asked before a certificate is checked; undefined: whom this process trusts already
   */
  constructor(upstream: string, proxyProtocol?: ProxyVersion, trust?: Trust) {
    const { host, port } = splitUpstream(upstream);
    this.host = host;
    this.port = port;
    this.proxyProtocol = proxyProtocol;
    this.#tls = upstream.startsWith('https:') ? new UpstreamTls(host, this.authority) : undefined;
    this.#trust = this.#tls?.checks ? trust : undefined;
    this.#addresses = addressesOf(host);
  }

  /** `Host` of requests of this app's own. */
  get authority(): string {
    return `${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.port}`;
  }

  /**
   * Starts to connect. Returns a function that gives up; after it the handler is not called again.
   * @param source whose connection it is, for the PROXY header
   */
  dial(handler: UpstreamHandler, source: ProxiedSource): () => void {
    let current: { socket: Duplex } | undefined;
    let over = false;
    // Its own copy: another dial that succeeds meanwhile changes the order, and this one would try one address twice.
    const addresses = this.#addresses;
    const attempt = (index: number) => {
      const address = addresses[index] ?? this.host;
      current = this.#connect(address, handler, source, {
        connected: (socket) => {
          if (index > 0) this.#addresses = [address, ...addresses.filter((other) => other !== address)];
          over = true;
          handler.onConnect(socket);
        },
        failed: (error) => {
          if (over) return;
          // A service that was reached and speaks no TLS is the one that was meant.
          if (!(error instanceof UpstreamError) && index + 1 < addresses.length) return attempt(index + 1);
          over = true;
          handler.onFailure(error instanceof UpstreamError ? error : this.#explain(error));
        },
      });
    };
    attempt(0);
    return () => {
      if (over) return;
      over = true;
      current?.socket.destroy();
    };
  }

  /** Returns what is to be destroyed to give up. */
  #connect(
    host: string,
    handler: UpstreamHandler,
    source: ProxiedSource,
    result: { connected(socket: Duplex): void; failed(error: NodeJS.ErrnoException): void },
  ): { socket: Duplex } {
    const receive = {
      buffer: READ_BUFFER,
      callback: (length: number, buffer: Uint8Array) => handler.onData((buffer as Buffer).subarray(0, length)),
    };
    const socket = net.connect({
      host,
      port: this.port,
      noDelay: true,
      allowHalfOpen: true,
      // TLS reads the socket itself.
      ...(this.#tls ? {} : { onread: receive }),
    });
    const current: { socket: Duplex } = { socket };
    const timer = setTimeout(() => current.socket.destroy(timeoutError()), UPSTREAM_CONNECT_TIMEOUT_MS);
    const failed = (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      result.failed(error);
    };
    socket.once('error', failed);
    socket.once('close', () => clearTimeout(timer));
    const own = this.#tls;
    const secure =
      own &&
      (() => {
        // Given up, or out of time, while the certificates were read.
        if (socket.destroyed) return;
        // From here on TLS tells of what is wrong with the socket.
        socket.off('error', failed);
        current.socket = own.secure(socket, {
          secured: (secured) => {
            clearTimeout(timer);
            secured.on('data', (chunk: Buffer) => {
              if (!handler.onData(chunk)) secured.pause();
            });
            result.connected(secured);
          },
          failed,
        });
      });
    socket.once('connect', () => {
      this.#introduce(socket, source);
      if (!secure) {
        clearTimeout(timer);
        socket.off('error', failed);
        result.connected(socket);
      } else if (this.#trust) {
        this.#trust().then(secure, (error: Error) => socket.destroy(untrusting(error)));
      } else {
        secure();
      }
    });
    return current;
  }

  /** Written alone and at once, so that it goes out even where the connection is only made to see whether it can be. */
  #introduce(socket: net.Socket, source: ProxiedSource): void {
    if (this.proxyProtocol === undefined) return;
    const { localAddress = '127.0.0.1', localPort = 0, remoteAddress = '127.0.0.1', remotePort = this.port } = socket;
    const path = {
      local: { address: localAddress, port: localPort },
      remote: { address: remoteAddress, port: remotePort },
    };
    socket.write(writeProxyHeader(this.proxyProtocol, source, path));
  }

  #explain(error: NodeJS.ErrnoException): UpstreamError {
    const exhausted = outOfFiles(error);
    if (exhausted) return new UpstreamError('client-exhausted', exhausted.message, exhausted.nextStep);
    const where = `${this.host}:${this.port}`;
    if (error.code === 'ETIMEDOUT') return new UpstreamError('upstream-timeout', `${where} does not answer.`);
    if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
      return new UpstreamError('upstream-refused', `The name ${this.host} leads nowhere.`);
    }
    return new UpstreamError('upstream-refused', `Nothing answers on ${where}.`);
  }
}

/** The CA file of the user's own cannot be used. */
function untrusting({ message }: Error): UpstreamError {
  return new UpstreamError('upstream-invalid', message, 'Choose another CA file under Settings.');
}

function addressesOf(host: string): string[] {
  if (host === 'localhost' || host === '127.0.0.1') return ['127.0.0.1', '::1'];
  if (host === '::1') return ['::1', '127.0.0.1'];
  return [host];
}

function timeoutError(): NodeJS.ErrnoException {
  return Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });
}
