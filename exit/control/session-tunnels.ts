import { awaitStreamHeader } from '../../shared/wire/await-stream-header.ts';
import type { OpenTunnel, UpdateTunnel } from '../../shared/wire/messages.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { ScopeRefusal } from '../tokens/scope-check.ts';
import type { ClientSession } from './client-session.ts';
import type { SessionHost } from './session-host.ts';
import type { Tunnel } from './tunnel-opener.ts';
import { TunnelRefusal } from './tunnel-refusal.ts';

const SESSION_OVER: CloseReason = { code: 'lost', message: 'The session of the tunnel ended.' };

export interface SessionTunnelsParts {
  readonly host: SessionHost;
  /** Whose they are. */
  readonly session: ClientSession;
  log(level: 'info' | 'warn', fields: object, message: string): void;
}

/** The tunnels of one session: opens and closes them as its client asks, and tells the client what became of each. */
export class SessionTunnels {
  readonly #parts: SessionTunnelsParts;
  readonly #open = new Map<number, Tunnel>();
  /** Requests whose tunnel is being opened; they count towards the limit. */
  #opening = 0;

  constructor(parts: SessionTunnelsParts) {
    this.#parts = parts;
  }

  get all(): Iterable<Tunnel> {
    return this.#open.values();
  }

  /** How many there are, with those that are being opened. */
  get count(): number {
    return this.#open.size + this.#opening;
  }

  /** Never rejects: what goes wrong is told to the client. */
  async open(request: OpenTunnel): Promise<void> {
    const { host, session, log } = this.#parts;
    const { requestId } = request;
    const { maxTunnels } = host.limits;
    if (this.count >= maxTunnels) {
      const message = `One client can have ${maxTunnels} tunnels: close one first.`;
      return this.#refuse(requestId, { code: 'too-many-tunnels', message });
    }
    this.#opening++;
    let tunnel: Tunnel;
    try {
      tunnel = await host.open(request, session);
    } catch (error) {
      if (error instanceof TunnelRefusal) return this.#refuse(requestId, error);
      host.log.error({ err: error, session: session.id }, 'a tunnel could not be opened');
      const message = 'The exit server failed to open the tunnel: its log says why.';
      return this.#refuse(requestId, { code: 'not-allowed', message });
    } finally {
      this.#opening--;
    }
    if (session.closed) return host.close(tunnel, SESSION_OVER);
    this.#open.set(tunnel.id, tunnel);
    session.send({ type: 'tunnel-opened', requestId, tunnelId: tunnel.id, publicUrl: tunnel.publicUrl });
    log('info', { tunnel: tunnel.id, kind: tunnel.kind, publicUrl: tunnel.publicUrl }, 'tunnel opened');
  }

  /** Gives one other rules. */
  update(request: UpdateTunnel): void {
    const { host, session } = this.#parts;
    session.send(host.update(this.#open.get(request.tunnelId), request));
  }

  /** What its client says of its upstream. */
  setHealth(tunnelId: number, healthy: boolean, message: string | undefined): void {
    const tunnel = this.#open.get(tunnelId);
    if (tunnel !== undefined) tunnel.health = { healthy, message };
  }

  /** Its client wants it no more. */
  close(tunnelId: number): void {
    const { host, log } = this.#parts;
    const tunnel = this.#open.get(tunnelId);
    // Closed from both ends at once: nothing left to do.
    if (tunnel === undefined) return;
    this.#open.delete(tunnelId);
    host.close(tunnel, { code: 'peer-closed', message: 'The client closed the tunnel.' });
    log('info', { tunnel: tunnelId, publicUrl: tunnel.publicUrl }, 'tunnel closed');
  }

  /** Its own rules end it, which the client is told. */
  end(tunnelId: number, code: string, message: string): void {
    const { host, session, log } = this.#parts;
    const tunnel = this.#open.get(tunnelId);
    if (tunnel === undefined) return;
    this.#open.delete(tunnelId);
    host.close(tunnel, { code: 'closed', message });
    session.send({ type: 'tunnel-closed', tunnelId, code, message });
    log('info', { tunnel: tunnelId, publicUrl: tunnel.publicUrl, code }, 'tunnel ended by its rules');
  }

  /** The session is over. */
  closeAll(): void {
    for (const tunnel of this.#open.values()) this.#parts.host.close(tunnel, SESSION_OVER);
    this.#open.clear();
  }

  /** A stream that the client opens: only those of local forwarding are its to open, where it has such a tunnel. */
  accept(stream: YamuxStream): StreamHandler | undefined {
    if (![...this.#open.values()].some(({ kind }) => kind === 'forward')) return undefined;
    return awaitStreamHeader(stream, ({ kind, tunnelId }) => {
      const tunnel = this.#open.get(tunnelId);
      return kind === 'forward' && tunnel?.kind === 'forward' ? tunnel.accept(stream) : undefined;
    });
  }

  #refuse(requestId: string, { code, message, licence }: ScopeRefusal): void {
    this.#parts.session.send({ type: 'tunnel-refused', requestId, code, message, licence });
    this.#parts.log('info', { code }, 'tunnel refused');
  }
}
