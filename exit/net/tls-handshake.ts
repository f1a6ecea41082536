import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { breakOff, carriedBy } from '../../shared/break-off.ts';
import { sameVisitor } from '../http/visitor-address.ts';
import type { Visit } from './visit.ts';

/** From the ClientHello to the client's Finished, ms: two round trips and some arithmetic. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * How long a visitor that has ended its side may take nothing of what waits for it, ms, before its connection is broken off: an honest one has been sent
 * all by then, or reads on.
 */
const STUCK_MS = 20_000;

/** What is offered by ALPN (RFC 7301), best first. */
export type ApplicationProtocol = 'h2' | 'http/1.1';

/** Who waits for the handshake. */
export interface HandshakeHost {
  readonly coarseNow: number;
  /** It speaks `protocol` from here on. The socket is paused, and has no listeners but for errors. */
  handshakeDone(handshake: TlsHandshake, socket: Socket, protocol: ApplicationProtocol): void;
  handshakeClosed(handshake: TlsHandshake): void;
}

class VisitorTlsSocket extends TLSSocket {
  /** Node's own: node:http2 waits while it is true, and where no tls.Server owns the socket nobody else clears it. */
  declare secureConnecting: boolean;
}

/** A TLS connection from the ClientHello, whose server name has chosen the certificate, until the handshake is done. */
export class TlsHandshake implements Visit {
  readonly #socket: VisitorTlsSocket;
  readonly #deadline: number;

  /** Takes a paused socket over. */
  constructor(raw: Socket, context: SecureContext, protocols: readonly ApplicationProtocol[], host: HandshakeHost) {
    const socket = new VisitorTlsSocket(raw, {
      isServer: true,
      secureContext: context,
      ALPNProtocols: [...protocols],
    });
    carriedBy(socket, raw);
    sameVisitor(socket, raw);
    this.#socket = socket;
    this.#deadline = host.coarseNow + HANDSHAKE_TIMEOUT_MS;
    const onClose = () => host.handshakeClosed(this);
    const onEnd = () => socket.destroy();
    socket.on('close', onClose);
    // A visitor that ends half-way shows only where the socket is read; nothing can come before the handshake is done.
    socket.on('end', onEnd).resume();
    // 'close' follows. Without a listener the error would end the process.
    socket.on('error', ignore);
    // A broken record after the handshake comes by this event alone where no tls.Server owns the socket.
    socket.on('_tlsError', () => socket.destroy());
    socket.once('secure', () => {
      socket.secureConnecting = false;
      // TLS 1.2's lets a visitor burn this server's time on handshakes.
      socket.disableRenegotiation();
      socket.off('close', onClose).off('end', onEnd).pause();
      breakOffWhenStuck(socket);
      host.handshakeDone(this, socket, socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1');
    });
  }

  checkDeadline(now: number): void {
    if (now >= this.#deadline) this.#socket.destroy();
  }

  drain(): void {
    this.#socket.destroy();
  }

  destroy(): void {
    breakOff(this.#socket);
  }
}

/**
 * Breaks a connection off that Node takes for half open though its visitor has reset it, which happens to TLS where the reset comes right behind a request: a
 * write would never complete, and no close would ever come.
 */
function breakOffWhenStuck(socket: TLSSocket): void {
  socket.once('end', () => {
    // The system no longer knows the other end of a connection that was reset.
    if (socket.remoteAddress === undefined) socket.destroy();
    else socket.setTimeout(STUCK_MS);
  });
  socket.on('timeout', () => {
    if (socket.writableLength > 0 || socket.writableEnded) breakOff(socket);
  });
}

function ignore(): void {}
