import { EventEmitter } from 'node:events';
import { type IncomingMessage, type ClientRequest as NodeRequest, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { ClientRequest, ClientRequestConstructorOptions, Net, OnBeforeRequestListenerDetails } from 'electron';
import { loud } from './loud.ts';
import { StandInSession } from './session.ts';

/** What Chromium calls the faults that a test can make. */
const CHROMIUM_NAMES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'net::ERR_CONNECTION_REFUSED',
  ECONNRESET: 'net::ERR_CONNECTION_RESET',
  ENOTFOUND: 'net::ERR_NAME_NOT_RESOLVED',
};

/** Main's own requests, by Node's client in the place of Chromium's. */
export const standInNet = {
  request(options: ClientRequestConstructorOptions | string): ClientRequest {
    if (typeof options === 'string') throw new Error('The stand-in takes the options of a request as an object.');
    return loud('ClientRequest', new StandInRequest(options)) as unknown as ClientRequest;
  },
} satisfies Pick<Net, 'request'>;

/** One request: begins when it is ended. Redirects are told, and followed only by whoever asks again. */
class StandInRequest extends EventEmitter implements Pick<ClientRequest, 'abort' | 'end'> {
  readonly #options: ClientRequestConstructorOptions;
  readonly #session: StandInSession;
  #request: NodeRequest | undefined;
  #aborted = false;

  constructor(options: ClientRequestConstructorOptions) {
    super();
    if (!(options.session instanceof Object)) throw new Error('The stand-in sends requests of a session only.');
    this.#options = options;
    this.#session = StandInSession.of(options.session);
  }

  end(body?: string | Buffer): ReturnType<ClientRequest['end']> {
    if (body !== undefined) throw new Error('The stand-in sends requests without a body only.');
    const { protocol = 'https:', hostname = '', port, path = '/', method = 'GET', headers = {} } = this.#options;
    const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
    const details: Pick<OnBeforeRequestListenerDetails, 'url' | 'method' | 'resourceType'> = {
      url: url.href,
      method,
      resourceType: 'other',
    };
    if (!this.#session.mayLoad(details)) {
      setImmediate(() => this.emit('error', new Error('net::ERR_BLOCKED_BY_CLIENT')));
      return undefined as never;
    }
    const request = url.protocol === 'https:' ? tlsRequest : plainRequest;
    this.#request = request(url, { method, headers: headers as Record<string, string> });
    this.#request.on('response', (response) => this.#answered(response, url));
    this.#request.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.#aborted) this.emit('error', new Error(CHROMIUM_NAMES[error.code ?? ''] ?? String(error)));
    });
    this.#request.end();
    return undefined as never;
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#request?.destroy();
    this.emit('abort');
  }

  #answered(response: IncomingMessage, url: URL): void {
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) {
      this.emit('response', response);
      return;
    }
    this.emit('redirect', statusCode, 'GET', new URL(headers.location, url).href, headers);
    if (this.#aborted) return;
    if (this.#options.redirect !== 'manual') throw new Error('The stand-in follows no redirect by itself.');
    this.#request?.destroy();
    this.emit('error', new Error('Redirect was cancelled'));
  }
}
