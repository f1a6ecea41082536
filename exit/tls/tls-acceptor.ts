import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificates } from './certificates.ts';

/** How long a peer may take for its handshake, ms: four round trips over a satellite link, and a slow phone's arithmetic. */
const HANDSHAKE_MS = 10_000;
/** First byte of a TLS connection: a record of type handshake (RFC 8446 §5.1). No HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16;

export interface TlsAcceptorParts {
  certificates: Certificates;
  /** A handshake is done; the socket is the receiver's from here on, and flows: listeners must be attached in this call. */
  onSecure(socket: TLSSocket): void;
  /** The peer began with something else; the socket is the receiver's, with all that the peer has sent. */
  onPlain(socket: Socket): void;
}

/**
 * Does the TLS handshakes of accepted connections.
 *
 * Node's `https` would keep one certificate for peers that name no server (a client that dials an IP address); here each connection asks
 * anew, so that a renewed certificate counts at once for them too.
 */
export class TlsAcceptor {
  readonly #parts: TlsAcceptorParts;
  readonly #pending = new Set<Socket>();

  constructor(parts: TlsAcceptorParts) {
    this.#parts = parts;
  }

  accept(raw: Socket): void {
    this.#pending.add(raw);
    const timer = setTimeout(() => raw.destroy(), HANDSHAKE_MS);
    const done = () => {
      clearTimeout(timer);
      this.#pending.delete(raw);
    };
    raw.once('close', done);
    raw.on('error', ignore);
    raw.once('readable', () => {
      const first: Buffer | null = raw.read();
      // Ended before it said anything.
      if (first === null) return void raw.destroy();
      raw.unshift(first);
      if (first[0] === TLS_HANDSHAKE) return this.#handshake(raw, done);
      done();
      raw.off('error', ignore);
      this.#parts.onPlain(raw);
    });
  }

  /** Ends connections whose handshake is not done. */
  close(): void {
    for (const socket of this.#pending) socket.destroy();
  }

  #handshake(raw: Socket, done: () => void): void {
    const { certificates } = this.#parts;
    const socket = new TLSSocket(raw, {
      isServer: true,
      secureContext: certificates.contextFor(''),
      SNICallback: (name, answer) => answer(null, certificates.contextFor(name.toLowerCase())),
      ALPNProtocols: ['http/1.1'],
    });
    socket.on('error', ignore);
    // A broken record after the handshake comes by this event alone, since no tls.Server owns the socket.
    socket.on('_tlsError', () => socket.destroy());
    // Flowing, or a peer that leaves in the middle would not be noticed. There is no data before 'secure'.
    const abandoned = () => socket.destroy();
    socket.once('end', abandoned).resume();
    // A failed handshake ends the connection by itself: scanners do it all day, so it is not logged.
    socket.once('close', done);
    socket.once('secure', () => {
      done();
      socket.off('error', ignore).off('end', abandoned);
      this.#parts.onSecure(socket);
    });
  }
}

function ignore(): void {}
