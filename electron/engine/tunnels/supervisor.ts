import type { Welcome } from '../../../shared/wire/messages.ts';
import type { CloseReason, Transport } from '../../../shared/wire/transport.ts';
import type { Log } from '../engine-parts.ts';
import { Live } from '../live.ts';
import { proxyLabel } from '../network/proxy-url.ts';
import { Backoff } from './backoff.ts';
import type { Endpoint } from './endpoint.ts';
import { EndpointError } from './endpoint-error.ts';
import { type ClientIdentity, ExitSession } from './exit-session.ts';
import { LinkDialer } from './link-dialer.ts';
import { endingOfDial, explainClose, type LinkEnding } from './link-ending.ts';
import type { LinkState } from './link-state.ts';
import { SPREAD_MS } from './port-watch.ts';
import { RetryWait } from './retry-wait.ts';
import { SessionMove } from './session-move.ts';
import type { TunnelRequest } from './tunnel-request.ts';
import { WebSocketReturn } from './websocket-return.ts';

export interface SupervisorParts {
  /** Asked anew before each try: the token may have changed. Rejects with EndpointError where only the user can mend it. */
  endpoint(): Promise<Endpoint>;
  readonly identity: ClientIdentity;
  readonly log: Log;
  /** For tests. */
  readonly backoff?: Backoff;
  readonly dialer?: LinkDialer;
}

/** The user's own stop: not a loss. */
const STOPPED: CloseReason = { code: 'closed', message: 'The app closed the session.' };

const BACK_TO_WEBSOCKET: CloseReason = { code: 'closed', message: 'The app goes on over a WebSocket.' };

/**
 * Keeps one session to one exit server while any tunnel wants it: connects, opens the tunnels, and connects again when the
 * link is lost, for ever, except when the exit server refuses.
 */
export class Supervisor {
  readonly link = new Live<LinkState>({ state: 'idle' });
  readonly #parts: SupervisorParts;
  readonly #backoff: Backoff;
  readonly #dialer: LinkDialer;
  /** What is to be open, each with what closes it on the present session. */
  readonly #wanted = new Map<TunnelRequest, (() => void) | undefined>();
  #session: ExitSession | undefined;
  /** Set from when the next session stands until the one that is left has ended. */
  #move: SessionMove | undefined;
  /** What to say of the next try as soon as no session stands. */
  #next: LinkState | undefined;
  #running: AbortController | undefined;
  readonly #wait = new RetryWait();

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#backoff = parts.backoff ?? new Backoff();
    this.#dialer = parts.dialer ?? new LinkDialer(parts.log);
  }

  /** Smoothed round-trip time, ms, while online. */
  get rttMs(): number | undefined {
    return this.#session?.rttMs;
  }

  /** Rejects while there is no session. */
  async ping(): Promise<number> {
    if (!this.#session) throw new Error('There is no session.');
    return this.#session.ping();
  }

  /** Presents another licence on the session that runs; its streams stay. */
  presentLicence(licence: string): void {
    this.#session?.presentLicence(licence);
  }

  /** Opens a tunnel now and on each later session. Returns what closes it. */
  open(request: TunnelRequest): () => void {
    this.#wanted.set(request, undefined);
    if (this.link.value.state === 'online') this.#openOnSession(request);
    this.#start();
    return () => {
      this.#wanted.get(request)?.();
      this.#wanted.delete(request);
      request.live.close();
      // Not at once: a tunnel that is changed is closed and opened anew in one go, which needs no new session and ends no move.
      queueMicrotask(() => {
        this.#move?.drop(request);
        if (this.#wanted.size === 0 && this.link.value.state !== 'idle') this.stop();
      });
    };
  }

  /** The machine woke up or its network changed: a lost link is tried now, and one that seems to stand must show that it does. */
  wake(): void {
    if (this.link.value.state === 'reconnecting') this.retryNow();
    else if (this.link.value.state === 'online') this.#session?.proveAlive();
  }

  /** Tries now. */
  retryNow(): void {
    this.#backoff.reset();
    this.#wait.cutShort();
    if (this.#wanted.size > 0) this.#start();
  }

  /** Connects anew, e.g. with another token. */
  restart(): void {
    this.stop();
    if (this.#wanted.size > 0) this.#start();
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    const session = this.#session;
    this.#session = undefined;
    this.#forgetOpenings();
    session?.close(STOPPED);
    this.link.set({ state: 'idle' });
  }

  /** What closes tunnels on the session that is over does not concern the next one. */
  #forgetOpenings(): void {
    for (const request of this.#wanted.keys()) this.#wanted.set(request, undefined);
  }

  #start(): void {
    if (this.#running) return;
    const running = new AbortController();
    this.#running = running;
    this.#backoff.reset();
    this.link.set({ state: 'connecting' });
    void this.#keepConnected(running.signal);
  }

  async #keepConnected(signal: AbortSignal): Promise<void> {
    let next: Transport | undefined;
    while (!signal.aborted) {
      const ended: LinkEnding = await this.#connectOnce(signal, next);
      next = ended.next;
      if (signal.aborted) return next?.destroy(STOPPED);
      if (next) continue;
      if (ended.refused) {
        // Before anybody is told: they may want another try.
        this.#running = undefined;
        this.#parts.log.warn({ code: ended.refused }, ended.message);
        this.link.set({ state: 'refused', code: ended.refused, message: ended.message });
        return;
      }
      const wait = Math.max(this.#backoff.next(), ended.retryAfterMs ?? 0);
      const { attempt } = this.#backoff;
      this.#parts.log.info({ attempt, waitMs: wait }, ended.message);
      this.#next = { state: 'reconnecting', attempt, nextTryAt: Date.now() + wait, message: ended.message };
      // A session that drains still serves its visitors while the next one is sought.
      if (!this.#session) this.link.set(this.#next);
      await this.#wait.begin(wait, ended.knock, signal);
      if (signal.aborted) return;
      const link = this.link.value;
      // Woken early: the try that was announced for later is under way.
      if (link.state === 'reconnecting' && link.nextTryAt > Date.now())
        this.link.set({ ...link, nextTryAt: Date.now() });
    }
  }

  /** One session from dialling, where there is no transport yet, to its end. */
  async #connectOnce(signal: AbortSignal, open?: Transport): Promise<LinkEnding> {
    let endpoint: Endpoint;
    try {
      endpoint = await this.#parts.endpoint();
    } catch (error) {
      open?.destroy(STOPPED);
      const { message } = error as Error;
      return error instanceof EndpointError ? { message, refused: error.code } : { message };
    }
    try {
      const transport = open ?? (await this.#dialer.dial(endpoint, signal));
      return await this.#runSession(transport, endpoint, signal);
    } catch (error) {
      return endingOfDial(error, endpoint);
    }
  }

  #runSession(transport: Transport, endpoint: Endpoint, signal: AbortSignal): Promise<LinkEnding> {
    return new Promise((resolve) => {
      const begunAt = performance.now();
      let onlineAt = 0;
      let welcomedAt = 0;
      let draining: string | undefined;
      let next: Transport | undefined;
      let toWebSocket: WebSocketReturn | undefined;
      let refused: { refused: string; message: string } | undefined;
      const ends = () => {
        if (onlineAt > 0 && !signal.aborted) this.#backoff.sessionEnded(performance.now() - welcomedAt);
      };
      const session: ExitSession = new ExitSession(
        transport,
        { ...this.#parts.identity, licence: endpoint.licence },
        {
          onWelcome: (welcome) => {
            if (signal.aborted) return;
            onlineAt = Date.now();
            welcomedAt = performance.now();
            this.#begin(session);
            this.link.set(onlineState(onlineAt, welcome, transport, endpoint));
            for (const [request, close] of this.#wanted) if (!close) this.#openOnSession(request);
            if (transport.kind !== 'long-polling') return;
            toWebSocket = this.#returnToWebSocket(endpoint, (opened) => {
              next = opened;
              session.close(BACK_TO_WEBSOCKET);
            });
          },
          onNotice: (level, message) => this.#parts.log.info({ level }, `The exit server says: ${message}`),
          onDrain: (message) => {
            if (draining !== undefined || onlineAt === 0) return;
            draining = message;
            toWebSocket?.stop();
            ends();
            // The next session is sought now; this one goes on until the exit server closes it.
            resolve({ message });
          },
          onRefused: (code, message) => {
            refused = { refused: code, message };
          },
          onClose: (reason) => {
            signal.removeEventListener('abort', stop);
            toWebSocket?.stop();
            this.#end(session, signal);
            this.#dialer.sessionEnded(transport, performance.now() - begunAt, reason);
            if (draining === undefined) ends();
            const ended = { message: draining ?? explainClose(reason), next };
            // Where a better connection stands, its own session will be told.
            resolve(next === undefined ? (refused ?? ended) : ended);
          },
        },
      );
      // Aborted between dialling and here, or later: an orderly end either way.
      const stop = () => session.close(STOPPED);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** A session stands: it takes over from the one before, which drains. */
  #begin(session: ExitSession): void {
    const from = this.#session;
    if (from) {
      this.#move = new SessionMove(from, (request) => {
        if (this.#wanted.has(request)) this.#openOnSession(request);
      });
      this.#forgetOpenings();
    }
    this.#session = session;
    this.#next = undefined;
  }

  /** A session is over, whether it was the present one or one that was left. */
  #end(session: ExitSession, signal: AbortSignal): void {
    if (this.#session === session) {
      this.#session = undefined;
      this.#forgetOpenings();
      const seeking = this.#running?.signal === signal && this.link.value.state === 'online';
      if (seeking && this.#next) this.#seekSoon(this.#next);
    }
    const move = this.#move;
    if (move?.from !== session) return;
    this.#move = undefined;
    move.end();
  }

  /** An exit server that drained has gone. While it said no the waits have grown, and nobody knocked: whoever takes its place must not wait for them. */
  #seekSoon(next: LinkState): void {
    const wait = Math.random() * SPREAD_MS;
    this.link.set(next.state === 'reconnecting' ? { ...next, nextTryAt: Date.now() + wait } : next);
    setTimeout(() => this.#wait.cutShort(), wait).unref();
  }

  #returnToWebSocket(endpoint: Endpoint, onTransport: (transport: Transport) => void): WebSocketReturn {
    const parts = {
      isQuiet: () => ![...this.#wanted.keys()].some(({ live }) => live.busy),
      dial: (signal: AbortSignal) => this.#dialer.dialWebSocket(endpoint, signal),
      onTransport: (transport: Transport) => {
        this.#parts.log.info({}, 'WebSockets work again on this network: back from long-polling');
        onTransport(transport);
      },
    };
    return new WebSocketReturn(parts, this.#dialer.retryMs);
  }

  #openOnSession(request: TunnelRequest): void {
    if (this.#session) this.#wanted.set(request, this.#session.open(this.#move?.carry(request) ?? request));
  }
}

function onlineState(since: number, welcome: Welcome, { kind }: Transport, { url, proxy }: Endpoint): LinkState {
  const { serverVersion, domain, token } = welcome;
  const way = { transport: kind, secure: url.startsWith('wss:'), proxy: proxy && proxyLabel(proxy) };
  return { state: 'online', since, serverVersion, domain, token, ...way };
}
