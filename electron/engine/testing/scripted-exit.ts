import { ControlChannel } from '../../../shared/wire/control-channel.ts';
import { type MemoryTransport, memoryTransportPair } from '../../../shared/wire/memory-transport.ts';
import { ClientMessage, type OpenTunnel, type ServerMessage } from '../../../shared/wire/messages.ts';
import { encodeStreamHeader, type StreamHeader } from '../../../shared/wire/stream-header.ts';
import type { CloseReason, Transport } from '../../../shared/wire/transport.ts';
import { YamuxSession } from '../../../shared/wire/yamux-session.ts';
import { TestPeer } from './test-peer.ts';

const CLOSED: CloseReason = { code: 'closed', message: 'The exit server closed.' };

/** An exit server's end of one session, played by the test. */
export class ScriptedExit {
  /** The client's end of the connection. */
  readonly transport: MemoryTransport;
  /** All that the client has said, in order. */
  readonly messages: ClientMessage[] = [];
  readonly session: YamuxSession;
  readonly closed: Promise<CloseReason>;
  #control: ControlChannel<ClientMessage, ServerMessage> | undefined;
  readonly #waiting = new Set<() => void>();
  #read = 0;

  /** @param end its own end of a connection; by default of one in memory, whose other end is `transport` */
  constructor(end?: Transport) {
    const [client, inMemory] = memoryTransportPair();
    this.transport = client;
    const server = end ?? inMemory;
    const closed = Promise.withResolvers<CloseReason>();
    this.closed = closed.promise;
    this.session = new YamuxSession(server, {
      role: 'server',
      onStream: (stream) => {
        this.#control = new ControlChannel(stream, ClientMessage, {
          onMessage: (message) => this.#onMessage(message),
          onEnd() {},
          onError() {},
        });
        return this.#control.handler;
      },
      onClose: closed.resolve,
    });
  }

  /** Returns the client's next message, waiting for it where it has not come. */
  async next(): Promise<ClientMessage> {
    for (;;) {
      const message = this.messages[this.#read];
      if (message) {
        this.#read += 1;
        return message;
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async nextOpen(): Promise<OpenTunnel> {
    const message = await this.next();
    if (message.type !== 'open-tunnel') throw new Error(`The client sent ${message.type}.`);
    return message;
  }

  send(message: ServerMessage): void {
    this.#control?.send(message);
  }

  /** Takes the hello and greets. */
  async welcome(features?: string[]): Promise<void> {
    const hello = await this.next();
    if (hello.type !== 'hello') throw new Error(`The client began with ${hello.type}.`);
    const domain = 'exit.example.com';
    this.send({ type: 'welcome', version: 1, serverVersion: '0.1.0', sessionId: 's', domain, features });
  }

  /** Grants the next tunnel that the client asks for. */
  async grant(tunnelId: number, publicUrl = 'http://blog.exit.example.com'): Promise<OpenTunnel> {
    const open = await this.nextOpen();
    this.send({ type: 'tunnel-opened', requestId: open.requestId, tunnelId, publicUrl });
    return open;
  }

  /** Opens a visitor's stream; by default its header is sent. */
  openStream(header: StreamHeader | undefined): TestPeer {
    const peer = new TestPeer();
    peer.stream = this.session.openStream(peer);
    if (header) peer.write(encodeStreamHeader(header));
    return peer;
  }

  close(reason = CLOSED): void {
    this.session.close(reason);
  }

  /** The connection breaks. */
  cut(): void {
    this.transport.destroy({ code: 'lost', message: 'The connection broke.' });
  }

  #onMessage(message: ClientMessage): void {
    this.messages.push(message);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
