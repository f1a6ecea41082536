import { randomUUID } from 'node:crypto';
import { ControlChannel } from '../../shared/wire/control-channel.ts';
import {
  ClientMessage,
  FEATURES,
  type Hello,
  type OpenTunnel,
  PROTOCOL_VERSION,
  type ServerMessage,
} from '../../shared/wire/messages.ts';
import type { CloseReason, Transport } from '../../shared/wire/transport.ts';
import { YamuxSession } from '../../shared/wire/yamux-session.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { LicenceGrant } from '../licences/licence-gate.ts';
import type { Grant, TokenEnd } from '../tokens/grant.ts';
import type { Admitted } from './admission.ts';
import { LinkWatch } from './link-watch.ts';
import type { SessionHost } from './session-host.ts';
import { SessionLicence } from './session-licence.ts';
import { SessionTunnels } from './session-tunnels.ts';
import { reportToken } from './token-report.ts';
import type { Tunnel } from './tunnel-opener.ts';

/** How long a client may take to say hello, ms: a round trip, generously. */
export const HELLO_TIMEOUT_MS = 10_000;

/** One authenticated connection of a client: its control stream and its tunnels. */
export class ClientSession {
  readonly id = randomUUID();
  readonly connectedAt = new Date();
  /** IP address of the client, behind the trusted proxies. */
  readonly from: string;
  readonly #host: SessionHost;
  readonly #transport: Transport['kind'];
  readonly #yamux: YamuxSession;
  readonly #watch: LinkWatch;
  readonly #tunnels: SessionTunnels;
  #control: ControlChannel<ClientMessage, ServerMessage> | undefined;
  #hello: Hello | undefined;
  #helloTimer: NodeJS.Timeout | undefined;
  #grant: Grant;
  readonly #licence: SessionLicence;
  #moved = false;
  #over = false;

  constructor(transport: Transport, host: SessionHost, { grant, from }: Admitted) {
    this.#host = host;
    this.#transport = transport.kind;
    this.#grant = grant;
    this.#licence = new SessionLicence(host.licences);
    this.from = from;
    this.#tunnels = new SessionTunnels({
      host,
      session: this,
      log: (level, fields, message) => this.#log(level, fields, message),
    });
    const { maxStreams, maxWindowGrowth } = host.limits;
    this.#yamux = new YamuxSession(transport, {
      role: 'server',
      onStream: (stream) => this.#onStream(stream),
      onClose: (reason) => this.#end(reason),
      limits: { maxStreams, growthBudget: maxWindowGrowth },
    });
    this.#watch = new LinkWatch(this.#yamux);
    this.#helloTimer = setTimeout(() => this.#onHelloTimeout(), HELLO_TIMEOUT_MS).unref();
  }

  /** Who the client says it is; undefined before its hello. */
  get client(): Hello | undefined {
    return this.#hello;
  }

  /** What its token gives. */
  get grant(): Grant {
    return this.#grant;
  }

  /** What its licence gives; undefined where none is asked for. */
  get licence(): LicenceGrant | undefined {
    return this.#licence.grant;
  }

  get remoteAddress(): string {
    return this.#yamux.remoteAddress;
  }

  /** What carries the session. */
  get transport(): Transport['kind'] {
    return this.#transport;
  }

  get rttMs(): number | undefined {
    return this.#yamux.rttMs;
  }

  get streamCount(): number {
    return this.#yamux.streamCount;
  }

  /** Whether its tunnels are open on another session now, as its client said after `drain`. */
  get moved(): boolean {
    return this.#moved;
  }

  /** Whether its client is better left alone by visitors who have another one to go to. */
  get leaving(): boolean {
    return this.#moved || this.#watch.silent;
  }

  get closed(): boolean {
    return this.#over || this.#yamux.closed;
  }

  get tunnels(): Iterable<Tunnel> {
    return this.#tunnels.all;
  }

  /** Tunnels, with those that are being opened. */
  get tunnelCount(): number {
    return this.#tunnels.count;
  }

  /** Looks whether its client is silent. To be called every second or so, while another client could take over; `now` in ms. */
  checkLink(now: number): boolean {
    this.#watch.tick(now);
    return this.#watch.silent;
  }

  /** Opens a stream to the client. Throws StreamOpenError. */
  openStream(handler: StreamHandler): YamuxStream {
    return this.#yamux.openStream(handler);
  }

  /** Sends a message to the client; nothing happens where its control stream is not there (any more). */
  send(message: ServerMessage): void {
    this.#control?.send(message);
  }

  /** Ends the session and closes its tunnels now; the connection is closed in an orderly way behind it. */
  close(reason: CloseReason): void {
    this.#yamux.close(reason);
    this.#end(reason);
  }

  /** Its token is still good, perhaps with another scope or end. */
  renew(grant: Grant): void {
    this.#grant = grant;
  }

  /** Its token no longer counts: the client is told why, so that it asks its user instead of coming back. */
  endFor({ code, message }: TokenEnd): void {
    this.#log('warn', { code, tokenId: this.#grant.tokenId }, 'the token of a session no longer counts');
    this.#turnAway(code, message);
  }

  /** Ends the session so that the client asks its user instead of coming back. */
  #turnAway(code: string, message: string): void {
    this.send({ type: 'session-ended', code, message });
    this.close({ code: 'limit', message });
  }

  /** Ends one of its tunnels, as the tunnel's rules say, and tells the client. */
  endTunnel(tunnelId: number, code: string, message: string): void {
    this.#tunnels.end(tunnelId, code, message);
  }

  #onStream(stream: YamuxStream): StreamHandler | undefined {
    if (this.#control !== undefined) return this.#tunnels.accept(stream);
    this.#control = new ControlChannel<ClientMessage, ServerMessage>(stream, ClientMessage, {
      onMessage: (message) => this.#onMessage(message),
      onEnd: () => {
        // A session that breaks ends its streams first: its own reason is the true one.
        if (!this.#yamux.closed) this.close({ code: 'peer-closed', message: 'The client ended its control stream.' });
      },
      onError: (error) => this.#breach(error.message),
    });
    return this.#control.handler;
  }

  #onMessage(message: ClientMessage): void {
    if (this.#licence.keep(message)) return;
    if (message.type === 'hello') this.#onHello(message);
    else if (this.#hello === undefined) this.#breach(`The client sent "${message.type}" before "hello".`);
    else if (message.type === 'open-tunnel') void this.#openTunnel(message);
    else if (message.type === 'update-tunnel') this.#tunnels.update(message);
    else if (message.type === 'close-tunnel') this.#tunnels.close(message.tunnelId);
    else if (message.type === 'health') this.#tunnels.setHealth(message.tunnelId, message.healthy, message.message);
    else if (message.type === 'licence') void this.#replaceLicence(message.licence, this.#hello.clientId);
    else this.#onMoved();
  }

  #onHello(hello: Hello): void {
    if (this.#hello !== undefined) {
      this.#breach('The client sent "hello" twice.');
      return;
    }
    clearTimeout(this.#helloTimer);
    if (hello.version !== PROTOCOL_VERSION) {
      const message = `This exit server speaks protocol version ${PROTOCOL_VERSION}, the client version ${hello.version}.`;
      this.send({ type: 'notice', level: 'error', message });
      this.#breach(message);
      return;
    }
    if (this.#host.licences === undefined) this.#welcome(hello);
    else void this.#welcomeLicensed(hello);
  }

  async #welcomeLicensed(hello: Hello): Promise<void> {
    const { refusal, kept } = await this.#licence.begin(hello);
    if (this.closed) return;
    if (refusal !== undefined) {
      const { code, message } = refusal;
      this.#log('warn', { code, client: hello.clientName }, 'a client was refused: its licence');
      if (code === undefined) this.close({ code: 'closed', message });
      else this.#turnAway(code, message);
      return;
    }
    this.#welcome(hello);
    for (const message of kept) if (!this.closed) this.#onMessage(message);
  }

  /** What runs is not touched, whatever comes out. */
  async #replaceLicence(licence: string, clientId: string): Promise<void> {
    const refusal = await this.#licence.replace(licence, clientId);
    if (refusal !== undefined) this.send({ type: 'notice', level: 'warning', message: refusal.message });
  }

  #welcome(hello: Hello): void {
    this.#hello = hello;
    this.#host.admit(this);
    const { dataPlaneUrl, ...welcome } = this.#host.welcome;
    this.send({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      sessionId: this.id,
      ...welcome,
      features: [...FEATURES],
      token: reportToken(this.#grant),
      ...(dataPlaneUrl === undefined ? {} : { dataPlaneUrl }),
    });
    this.#log(
      'info',
      { client: hello.clientName, platform: hello.platform, version: hello.clientVersion, transport: this.#transport },
      'client connected',
    );
  }

  async #openTunnel(request: OpenTunnel): Promise<void> {
    // A licence that came right before it is the one that it is asked for with.
    if (this.#licence.replacing) await this.#licence.replacing;
    if (!this.closed) await this.#tunnels.open(request);
  }

  #onMoved(): void {
    this.#moved = true;
    this.#host.hasMoved();
  }

  #onHelloTimeout(): void {
    this.close({ code: 'timeout', message: `The client did not say hello within ${HELLO_TIMEOUT_MS / 1000} s.` });
  }

  /** The client broke the rules of the control stream, not those of yamux: it is told in words, by the connection's close. */
  #breach(message: string): void {
    this.#yamux.close({ code: 'closed', message });
    this.#end({ code: 'protocol-error', message });
  }

  #end(reason: CloseReason): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#helloTimer);
    this.#tunnels.closeAll();
    this.#log('info', { code: reason.code, reason: reason.message }, 'session ended');
    this.#host.ended(this);
  }

  #log(level: 'info' | 'warn', fields: object, message: string): void {
    this.#host.log[level]({ session: this.id, remote: this.remoteAddress, ...fields }, message);
  }
}
