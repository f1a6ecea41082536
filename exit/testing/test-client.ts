import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { ControlChannel } from '../../shared/wire/control-channel.ts';
import { dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import { type ClientMessage, type OpenTunnel, ServerMessage } from '../../shared/wire/messages.ts';
import { type StreamHeader, StreamHeaderReader } from '../../shared/wire/stream-header.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import { YamuxSession } from '../../shared/wire/yamux-session.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import { SocketPipe } from '../net/socket-pipe.ts';
import { TEST_TOKEN } from './test-exit.ts';
import { until } from './until.ts';

/** Takes a data stream whose header was read; `rest` is what came with it. */
export type StreamTaker = (stream: YamuxStream, rest: Buffer, header: StreamHeader) => void;

type Answered<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

const NO_EVENTS: StreamHandler = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };

/** A client with a real session, that gives each data stream to what a test put behind the tunnel. */
export class TestClient {
  readonly clientId: string;
  readonly messages: ServerMessage[] = [];
  closed: CloseReason | undefined;
  readonly #takers = new Map<number, StreamTaker>();
  #session: YamuxSession | undefined;
  #control: ControlChannel<ServerMessage, ClientMessage> | undefined;

  constructor(clientId: string = randomUUID()) {
    this.clientId = clientId;
  }

  /** Connects and waits for the welcome. */
  static async connect(exit: { controlPort: number; token?: string }, clientId?: string): Promise<TestClient> {
    const client = new TestClient(clientId);
    await client.dial(exit);
    client.hello();
    await client.next('welcome');
    return client;
  }

  /** Connects with a licence. Resolves with the client, and with why it was turned away where it was. */
  static async connectLicensed(
    exit: { controlPort: number; token?: string },
    licence: string | undefined,
    clientId?: string,
  ): Promise<{ client: TestClient; refusal: Answered<'session-ended'> | undefined }> {
    const client = new TestClient(clientId);
    await client.dial(exit);
    client.hello(1, licence);
    const types = new Set(['welcome', 'session-ended']);
    await until(() => client.messages.some(({ type }) => types.has(type)), 'an answer to hello');
    const refused = client.messages.some(({ type }) => type === 'session-ended');
    return { client, refusal: refused ? await client.next('session-ended') : undefined };
  }

  /** Opens the session and its control stream, and says nothing yet. */
  async dial(
    { controlPort, token = TEST_TOKEN }: { controlPort: number; token?: string },
    { tls = false, ca = '' } = {},
  ): Promise<void> {
    const url = `${tls ? 'wss' : 'ws'}://127.0.0.1:${controlPort}`;
    const transport = await dialTunnel({ url, token, ...(tls ? { ca } : {}) });
    this.#session = new YamuxSession(transport, {
      role: 'client',
      onStream: (stream) => this.#onStream(stream),
      onClose: (reason) => {
        this.closed = reason;
      },
    });
    this.#control = new ControlChannel<ServerMessage, ClientMessage>(
      this.#session.openStream(NO_EVENTS),
      ServerMessage,
      {
        onMessage: (message) => this.messages.push(message),
        onEnd: () => {},
        onError: (error) => {
          throw error;
        },
      },
    );
  }

  hello(version = 1, licence?: string): void {
    this.send({
      type: 'hello',
      version,
      clientId: this.clientId,
      clientName: 'test computer',
      clientVersion: '1.2.3',
      platform: 'test-x64',
      licence,
    });
  }

  send(message: ClientMessage): void {
    this.#control?.send(message);
  }

  get session(): YamuxSession {
    if (this.#session === undefined) throw new Error('dial first');
    return this.#session;
  }

  /** Waits for the first message of a type and takes it off the list. */
  async next<Type extends ServerMessage['type']>(type: Type): Promise<Answered<Type>> {
    await until(() => this.messages.some((message) => message.type === type), `a message "${type}"`);
    const index = this.messages.findIndex((message) => message.type === type);
    return this.messages.splice(index, 1)[0] as Answered<Type>;
  }

  /** Asks for a tunnel and waits for the answer. */
  async request(request: Partial<OpenTunnel>): Promise<Answered<'tunnel-opened'> | Answered<'tunnel-refused'>> {
    const requestId = randomUUID();
    this.send({
      type: 'open-tunnel',
      requestId,
      kind: 'http',
      name: 'test',
      upstream: 'http://127.0.0.1:1',
      ...request,
    });
    const isAnswer = (message: ServerMessage) => 'requestId' in message && message.requestId === requestId;
    await until(() => this.messages.some(isAnswer), 'the answer to open-tunnel');
    const index = this.messages.findIndex(isAnswer);
    return this.messages.splice(index, 1)[0] as Answered<'tunnel-opened'>;
  }

  /** Opens a tunnel whose streams go to `taker`. Throws when it is refused. */
  async open(request: Partial<OpenTunnel>, taker: StreamTaker): Promise<Answered<'tunnel-opened'>> {
    const answer = await this.request(request);
    if (answer.type === 'tunnel-refused') throw new Error(`${answer.code}: ${answer.message}`);
    this.#takers.set(answer.tunnelId, taker);
    return answer;
  }

  /** Ends the session at once. */
  destroy(): void {
    this.#session?.destroy({ code: 'closed', message: 'The test is over.' });
  }

  #onStream(stream: YamuxStream): StreamHandler {
    const reader = new StreamHeaderReader();
    return {
      ...NO_EVENTS,
      onData: (chunk) => {
        stream.consumed(chunk.length);
        const read = reader.push(chunk);
        if (read === undefined) return;
        stream.handler = NO_EVENTS;
        this.#takers.get(read.header.tunnelId)?.(stream, read.rest, read.header);
      },
    };
  }
}

/** Joins each stream to a connection of its own to a port of this machine: all that the protocol asks of a client. */
export function toPort(port: number): StreamTaker {
  return (stream, rest) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    new SocketPipe(socket, stream, { bytesIn: 0, bytesOut: 0 }, () => {});
    if (rest.length > 0) socket.write(rest);
  };
}

/** Answers each stream's first bytes with the same text, whatever was asked. */
export function answering(text: string, after?: (stream: YamuxStream) => void): StreamTaker {
  return (stream, rest) => {
    const answer = () => {
      stream.write(Buffer.from(text, 'latin1'));
      after?.(stream);
    };
    stream.handler = {
      ...NO_EVENTS,
      onData: (chunk) => {
        stream.consumed(chunk.length);
        answer();
      },
    };
    if (rest.length > 0) answer();
  };
}
