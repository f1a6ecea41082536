import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';

/** What each sends to be hashed. */
const BODY_BYTES = 512;
/** A visitor who waits for longer than that has gone, on any machine. */
const ANSWER_MS = 30_000;

/** Where a visitor goes, and whose answer that gives. */
export interface Visited {
  readonly dataPort: number;
  /** Host and port of the public URL. */
  readonly host: string;
  /** Port of the service behind it. */
  readonly upstream: number;
}

/** A visitor with one connection, which is kept between requests. */
export class Visitor {
  readonly #agent: http.Agent;
  readonly #visited: Visited;
  #asked = false;

  /** @param address of its own, on loopback */
  constructor(visited: Visited, address: string) {
    this.#visited = visited;
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: 1, localAddress: address } as http.AgentOptions);
  }

  /** Sends random bytes. Rejects where the answer is not the right service's, with their checksum, over the connection that was there. */
  async ask(): Promise<void> {
    const body = randomBytes(BODY_BYTES);
    const { host, upstream } = this.#visited;
    const { text, reused } = await this.#post(body);
    const expected = `${upstream} ${host} ${createHash('sha256').update(body).digest('hex')}`;
    if (text !== expected) throw new Error(`a visitor of ${host} got ${JSON.stringify(text)} instead of ${expected}`);
    if (this.#asked && !reused) throw new Error(`the connection of a visitor of ${host} did not stay`);
    this.#asked = true;
  }

  leave(): void {
    this.#agent.destroy();
  }

  #post(body: Buffer): Promise<{ text: string; reused: boolean }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ text: string; reused: boolean }>();
    const { dataPort, host } = this.#visited;
    const request = http.request({
      host: '127.0.0.1',
      port: dataPort,
      method: 'POST',
      headers: { host, 'content-length': body.length },
      agent: this.#agent,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = `${response.statusCode === 200 ? '' : response.statusCode}`;
      response.setEncoding('latin1');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ text, reused: request.reusedSocket }));
    });
    request.end(body);
    return promise;
  }
}
