import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../peers/peer.ts';

const PAYLOAD_BYTES = 1024;
/** RFC 6455 §5.2: two bytes, and two more for a length over 125; a client's frame has four bytes of mask besides. */
const HEADER_BYTES = 4;
const ANSWER_BYTES = HEADER_BYTES + PAYLOAD_BYTES;
const FINAL_BINARY = 0x82;
const LENGTH_16 = 126;
const MASKED = 0x80;

const CONNECTIONS = 50;

/** How long an upgrade may take: some peers never answer it. */
const OPEN_MS = 10_000;

/** Sends 1 KiB messages through 50 WebSockets, the next one of each when the last has come back. Returns messages/s. */
export async function measureEcho(endpoint: Endpoint, seconds: number, signal?: AbortSignal): Promise<number> {
  const players = await Promise.all(Array.from({ length: CONNECTIONS }, () => EchoPlayer.open(endpoint)));
  try {
    const start = performance.now();
    for (const player of players) player.start();
    await new Promise<void>((resolve, reject) => {
      for (const player of players) player.onFailure = reject;
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      setTimeout(resolve, seconds * 1000);
    });
    const messages = players.reduce((sum, player) => sum + player.messages, 0);
    return messages / ((performance.now() - start) / 1000);
  } finally {
    for (const player of players) player.close();
  }
}

/**
 * One WebSocket whose messages are made once and sent as they are: a load generator must cost less than what it measures, and the
 * library would mask and copy each message.
 */
class EchoPlayer {
  messages = 0;
  onFailure: (error: Error) => void = () => {};
  readonly #socket: Socket;
  readonly #frame: Buffer;
  readonly #expected: Buffer;
  readonly #answer = Buffer.alloc(ANSWER_BYTES);
  #received = 0;

  /** Connects and upgrades. Rejects when the answer is not 101. */
  static open({ port, host }: Endpoint): Promise<EchoPlayer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const key = randomBytes(16).toString('base64');
      const upgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}`;
      socket.write(`GET /echo HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n\r\n`);
      socket.once('error', reject);
      socket.setTimeout(OPEN_MS, () => socket.destroy(new Error(`no answer to the upgrade within ${OPEN_MS} ms`)));
      let head = '';
      socket.on('data', function onData(chunk: Buffer) {
        head += chunk.toString('latin1');
        if (!head.includes('\r\n\r\n')) return;
        socket.off('data', onData);
        socket.setTimeout(0);
        if (head.startsWith('HTTP/1.1 101 ')) resolve(new EchoPlayer(socket));
        else reject(new Error(`the upgrade was refused:\n${head}`));
      });
    });
  }

  constructor(socket: Socket) {
    this.#socket = socket;
    const payload = randomBytes(PAYLOAD_BYTES);
    const length = [PAYLOAD_BYTES >> 8, PAYLOAD_BYTES & 0xff];
    const mask = randomBytes(4);
    const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    this.#frame = Buffer.concat([Buffer.from([FINAL_BINARY, MASKED | LENGTH_16, ...length]), mask, masked]);
    this.#expected = Buffer.concat([Buffer.from([FINAL_BINARY, LENGTH_16, ...length]), payload]);
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', (error) => this.onFailure(error));
  }

  start(): void {
    this.#socket.write(this.#frame);
  }

  close(): void {
    this.onFailure = () => {};
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    chunk.copy(this.#answer, this.#received);
    this.#received += chunk.length;
    if (this.#received < ANSWER_BYTES) return;
    if (this.#received > ANSWER_BYTES || !this.#answer.equals(this.#expected)) {
      this.onFailure(new Error('a message came back changed'));
      return;
    }
    this.#received = 0;
    this.messages += 1;
    this.#socket.write(this.#frame);
  }
}
