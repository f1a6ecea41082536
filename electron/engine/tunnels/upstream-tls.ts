import { isIP, type Socket } from 'node:net';
import tls from 'node:tls';
import { carriedBy } from '../../../shared/break-off.ts';
import { isNearHost } from '../network/near-host.ts';
import { UpstreamError } from './upstream-error.ts';

/** What Node says where the other end hangs up, or talks of something else, before TLS stands. */
const NO_TLS = /^(?:EPROTO|ECONNRESET|ERR_SSL_.*)$/;

/** What becomes of a handshake; one of them is called, once. */
export interface SecuredHandler {
  secured(socket: tls.TLSSocket): void;
  failed(error: UpstreamError): void;
}

/**
 * Speaks TLS with one upstream. The certificate of a service on this computer or its private network is not checked: mostly it signs itself, and one that
 * speaks plain HTTP there is trusted no less. Any other must be signed by a CA that this computer knows.
 */
export class UpstreamTls {
  readonly #host: string;
  readonly #where: string;
  /** Whether the certificate must be signed by a CA that this process trusts. */
  readonly checks: boolean;
  /** A later connection needs no whole handshake with it (RFC 8446 §2.2). */
  #session: Buffer | undefined;

  /** @param where the upstream as its user knows it, `HOST:PORT` */
  constructor(host: string, where: string) {
    this.#host = host;
    this.#where = where;
    this.checks = !isNearHost(host);
  }

  /** Begins the handshake on a connected socket. Destroying what is returned gives up. */
  secure(raw: Socket, handler: SecuredHandler): tls.TLSSocket {
    const socket = tls.connect({
      socket: raw,
      host: this.#host,
      // RFC 6066 §3: an address is no name.
      ...(isIP(this.#host) === 0 ? { servername: this.#host } : {}),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: this.checks,
      ...(this.#session && { session: this.#session }),
    });
    socket.allowHalfOpen = true;
    carriedBy(socket, raw);
    // What was written before TLS, a PROXY header, fails on the connection itself.
    raw.on('error', (error) => socket.destroy(error));
    const onError = (error: NodeJS.ErrnoException) => {
      // A session that the service no longer knows must not fail the next try too.
      this.#session = undefined;
      socket.destroy();
      handler.failed(this.#explain(error));
    };
    // Stays for good: of a connection that is cut Node tells once for what was written and once for what was to be read, and an error that nobody hears ends the process.
    socket.on('error', () => {});
    socket.once('error', onError);
    socket.on('session', (session: Buffer) => {
      this.#session = session;
    });
    socket.once('secureConnect', () => {
      socket.off('error', onError);
      handler.secured(socket);
    });
    return socket;
  }

  #explain({ code = '' }: NodeJS.ErrnoException): UpstreamError {
    const where = this.#where;
    if (code === 'ETIMEDOUT') {
      const nextStep = `See what your service says, or lead to http://${where}.`;
      return new UpstreamError('upstream-timeout', `${where} does not finish its TLS handshake.`, nextStep);
    }
    if (NO_TLS.test(code)) return invalid(`${where} does not speak TLS.`, `Lead to http://${where}.`);
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
      return invalid(`The certificate of ${where} is for another name.`, 'Lead to the name that it is for.');
    }
    if (code === 'CERT_HAS_EXPIRED') return invalid(`The certificate of ${where} has expired.`, 'Renew it.');
    return invalid(`The certificate of ${where} is not trusted (${code}).`, 'Add its CA under Settings.');
  }
}

function invalid(message: string, nextStep: string): UpstreamError {
  return new UpstreamError('upstream-invalid', message, nextStep);
}
