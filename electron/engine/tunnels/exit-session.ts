import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import { awaitStreamHeader } from '../../../shared/wire/await-stream-header.ts';
import { ControlChannel } from '../../../shared/wire/control-channel.ts';
import {
  type ClientMessage,
  type Hello,
  PROTOCOL_VERSION,
  ServerMessage,
  type Welcome,
} from '../../../shared/wire/messages.ts';
import { encodeStreamHeader, type StreamHeader } from '../../../shared/wire/stream-header.ts';
import type { CloseReason, Transport } from '../../../shared/wire/transport.ts';
import { YamuxSession } from '../../../shared/wire/yamux-session.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import { lackingFeature } from './lacking-feature.ts';
import { LinkProof } from './link-proof.ts';
import { RuleUpdates } from './rule-updates.ts';
import type { TunnelRequest } from './tunnel-request.ts';

/** How long the exit server may take to greet: it has nothing to do first. */
const WELCOME_TIMEOUT_MS = 10_000;

/** Who this client is. */
export type ClientIdentity = Omit<Hello, 'type' | 'version'>;

export interface ExitSessionEvents {
  onWelcome(welcome: Welcome): void;
  onNotice(level: string, message: string): void;
  /** The exit server is about to stop. */
  onDrain(message: string): void;
  /** The exit server closes the session, and will refuse another until the user does something. */
  onRefused(code: string, message: string): void;
  onClose(reason: CloseReason): void;
}

/** One request under way or granted. */
interface Opening {
  readonly request: TunnelRequest;
  /** This side no longer wants it. */
  cancelled: boolean;
  /** The rules that the exit server was told last. */
  sentRules: TunnelRules | undefined;
  /** Asks for the tunnels of the same name that wait until this one, which is no longer wanted, is gone. */
  readonly followers: (() => void)[];
}

/** The kind of the streams that the exit server opens for a tunnel. */
const STREAM_KIND: Partial<Record<TunnelRequest['kind'], StreamHeader['kind']>> = {
  http: 'http',
  tcp: 'tcp',
  private: 'tcp',
  tls: 'tcp',
};

/** What a public URL may begin with: it becomes a link on the page and is asked by the probe. */
const PUBLIC_PROTOCOLS = new Set(['http:', 'https:', 'tcp:']);

/** One authenticated connection to an exit server, from `hello` to its end. */
export class ExitSession {
  readonly #session: YamuxSession;
  readonly #control: ControlChannel<ServerMessage, ClientMessage>;
  readonly #events: ExitSessionEvents;
  readonly #pending = new Map<string, Opening>();
  readonly #updates: RuleUpdates;
  /** By the exit server's tunnel id. */
  readonly #open = new Map<number, Opening>();
  #lastRequestId = 0;
  #closeReason: CloseReason | undefined;
  #welcomed = false;
  #features: ReadonlySet<string> = new Set();
  readonly #welcomeTimer: NodeJS.Timeout;
  readonly #proof: LinkProof;

  constructor(transport: Transport, identity: ClientIdentity, events: ExitSessionEvents) {
    this.#events = events;
    this.#session = new YamuxSession(transport, {
      role: 'client',
      onStream: (stream) => this.#onStream(stream),
      onClose: (reason) => this.#onClose(reason),
    });
    this.#proof = new LinkProof(this.#session);
    const stream = this.#session.openStream(LATER);
    this.#control = new ControlChannel(stream, ServerMessage, {
      onMessage: (message) => this.#onMessage(message),
      onEnd: () => this.#session.close({ code: 'peer-closed', message: 'The exit server ended the session.' }),
      onError: (error) => this.#session.close({ code: 'protocol-error', message: error.message }),
    });
    stream.handler = this.#control.handler;
    this.#updates = new RuleUpdates({
      nextRequestId: () => this.#nextRequestId(),
      send: (message) => this.#control.send(message),
      refused: (tunnelId, code, message) => this.#giveUp(tunnelId, code, message),
    });
    this.#control.send({ type: 'hello', version: PROTOCOL_VERSION, ...identity });
    this.#welcomeTimer = setTimeout(() => {
      this.#session.destroy({ code: 'timeout', message: 'The exit server accepted the connection but did not greet.' });
    }, WELCOME_TIMEOUT_MS);
  }

  /** Smoothed round-trip time, ms. */
  get rttMs(): number | undefined {
    return this.#session.rttMs;
  }

  /** Measures the round trip now, ms. */
  ping(): Promise<number> {
    return this.#proof.ping();
  }

  /** Ends the session unless the exit server is heard from soon. */
  proveAlive(): void {
    this.#proof.demand();
  }

  /** Asks for a tunnel. Returns what closes it again, whether it stands by then or not. */
  open(request: TunnelRequest): () => void {
    const opening: Opening = { request, cancelled: false, sentRules: undefined, followers: [] };
    const leaving = [...this.#pending.values()].findLast(
      (other) => other.cancelled && other.request.name === request.name,
    );
    // The exit server may still be opening the cancelled one, and would refuse this one because of it.
    if (leaving) leaving.followers.push(() => this.#ask(opening));
    else this.#ask(opening);
    return () => this.#cancel(opening);
  }

  /** Puts another licence in the place of that of the hello, where the exit server knows of it. */
  presentLicence(licence: string): void {
    if (this.#features.has('licence')) this.#control.send({ type: 'licence', licence });
  }

  /** Tells the exit server that asked for it that all tunnels are open elsewhere. */
  moved(): void {
    this.#control.send({ type: 'moved' });
  }

  close(reason: CloseReason): void {
    this.#session.close(reason);
  }

  #ask(opening: Opening): void {
    if (opening.cancelled) return;
    const { kind, name, remotePort, target, shared, upstream } = opening.request;
    const rules = opening.request.rules?.();
    const lacking = lackingFeature(opening.request, rules, this.#features);
    if (lacking !== undefined) {
      // An exit server that does not know the kind would end the whole session. Later, as an answer from there would come.
      queueMicrotask(() => opening.cancelled || opening.request.onAnswer({ opened: false, ...lacking }));
      return;
    }
    const requestId = this.#nextRequestId();
    this.#pending.set(requestId, opening);
    opening.sentRules = rules;
    this.#control.send({ type: 'open-tunnel', requestId, kind, name, remotePort, target, shared, upstream, rules });
  }

  #nextRequestId(): string {
    this.#lastRequestId += 1;
    return String(this.#lastRequestId);
  }

  #cancel(opening: Opening): void {
    opening.cancelled = true;
    for (const [tunnelId, open] of this.#open) {
      if (open !== opening) continue;
      this.#open.delete(tunnelId);
      opening.request.live.close();
      this.#control.send({ type: 'close-tunnel', tunnelId });
    }
  }

  #onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        if (this.#welcomed) return;
        this.#welcomed = true;
        this.#features = new Set(message.features);
        clearTimeout(this.#welcomeTimer);
        this.#events.onWelcome(message);
        return;
      case 'tunnel-opened':
      case 'tunnel-refused':
        if (!this.#updates.answered(message)) this.#onAnswer(message);
        return;
      case 'tunnel-updated':
        this.#updates.answered(message);
        return;
      case 'link-used':
        this.#open.get(message.tunnelId)?.request.onLinkUsed?.(message);
        return;
      case 'tunnel-closed':
        this.#closed(message.tunnelId, message.code, message.message);
        return;
      case 'notice':
        this.#events.onNotice(message.level, message.message);
        return;
      case 'drain':
        this.#events.onDrain(message.message);
        return;
      case 'session-ended':
        this.#events.onRefused(message.code, message.message);
        this.#session.close({ code: 'peer-closed', message: message.message });
        return;
    }
  }

  #closed(tunnelId: number, code: string, message: string): void {
    const opening = this.#open.get(tunnelId);
    this.#open.delete(tunnelId);
    opening?.request.live.close();
    opening?.request.onClosed(code, message);
  }

  /** A tunnel that cannot have its new rules must not go on with others. */
  #giveUp(tunnelId: number, code: string, message: string): void {
    if (!this.#open.has(tunnelId)) return;
    this.#control.send({ type: 'close-tunnel', tunnelId });
    this.#closed(tunnelId, code, message);
  }

  #onAnswer(message: Extract<ServerMessage, { type: 'tunnel-opened' | 'tunnel-refused' }>): void {
    const opening = this.#pending.get(message.requestId);
    if (!opening) return;
    this.#pending.delete(message.requestId);
    if (message.type === 'tunnel-refused') {
      const { code, licence = code, message: text } = message;
      if (!opening.cancelled) opening.request.onAnswer({ opened: false, code: licence, message: text });
    } else if (opening.cancelled) {
      this.#control.send({ type: 'close-tunnel', tunnelId: message.tunnelId });
    } else if (!isPublicUrl(message.publicUrl)) {
      this.#control.send({ type: 'close-tunnel', tunnelId: message.tunnelId });
      opening.request.onAnswer({ opened: false, ...BAD_PUBLIC_URL });
    } else {
      this.#opened(opening, message);
    }
    for (const ask of opening.followers) ask();
  }

  #opened(opening: Opening, { tunnelId, publicUrl }: { tunnelId: number; publicUrl: string }): void {
    this.#open.set(tunnelId, opening);
    const isOpen = () => this.#open.get(tunnelId) === opening;
    const updateRules = () => {
      if (!isOpen()) return;
      const rules = opening.request.rules?.();
      const lacking = lackingFeature(opening.request, rules, this.#features);
      if (lacking !== undefined) this.#giveUp(tunnelId, lacking.code, lacking.message);
      else this.#updates.send(tunnelId, rules, opening);
    };
    opening.request.onAnswer({
      opened: true,
      tunnelId,
      publicUrl,
      reportHealth: (healthy, text) => {
        if (isOpen()) this.#control.send({ type: 'health', tunnelId, healthy, message: text });
      },
      openStream: (visitor, handler) => {
        if (!isOpen()) throw new Error('The tunnel is closed.');
        const stream = this.#session.openStream(handler);
        stream.write(encodeStreamHeader({ kind: 'forward', tunnelId, visitor }));
        return stream;
      },
      updateRules,
    });
    // They may have changed while the exit server was opening it.
    updateRules();
  }

  /** A stream of a visitor. One that names no tunnel of ours is reset: the exit server cannot reach other ports. */
  #onStream(stream: YamuxStream): StreamHandler {
    return awaitStreamHeader(stream, (header) => {
      const tunnel = this.#open.get(header.tunnelId)?.request;
      return tunnel && STREAM_KIND[tunnel.kind] === header.kind ? tunnel.live.accept(stream, header) : undefined;
    });
  }

  #onClose(reason: CloseReason): void {
    if (this.#closeReason) return;
    this.#closeReason = reason;
    clearTimeout(this.#welcomeTimer);
    this.#proof.stop();
    // Their streams broke with the session. Their live tunnels may be open on the next session by now: those stay untouched.
    this.#open.clear();
    this.#pending.clear();
    this.#events.onClose(reason);
  }
}

const BAD_PUBLIC_URL = { code: 'bad-answer', message: 'The exit server gave a public URL that cannot be used.' };

function isPublicUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.hostname !== '' && PUBLIC_PROTOCOLS.has(url.protocol);
}

/** Stands in until the control channel, which needs the stream, has made its handler. */
const LATER: StreamHandler = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };
