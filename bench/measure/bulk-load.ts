import { readFileSync } from 'node:fs';
import { ChildProgram } from '../../e2e/fixtures/child-program.ts';
import { systemProgram } from '../../e2e/fixtures/system-program.ts';
import type { Endpoint } from '../peers/peer.ts';
import { FILE } from '../peers/upstream.ts';

/** More files than any measurement can load. */
const FILES = 1_000_000;

/** How long the downloads may take to get going. */
const START_MS = 10_000;
const POLL_MS = 5;

/** What a download has brought when it counts as going at full speed: more than all buffers and windows on the way hold at first. */
const UNDER_WAY_BYTES = 16 * 1024 * 1024;

/** curls that load the 64 MiB file again and again, each on its one connection, until they are ended. */
export class BulkLoad implements AsyncDisposable {
  readonly #curls: readonly ChildProgram[];

  /** Starts the curls; resolves when all of them receive at full speed. */
  static async start(endpoint: Endpoint, connections: number): Promise<BulkLoad> {
    const load = new BulkLoad(endpoint, connections);
    try {
      await load.#underWay();
    } catch (error) {
      await load[Symbol.asyncDispose]();
      throw error;
    }
    return load;
  }

  private constructor(endpoint: Endpoint, connections: number) {
    // curl asks for each number of the range; the upstream does not look at the query.
    const url = `http://127.0.0.1:${endpoint.port}${FILE.path}?[1-${FILES}]`;
    const args = ['-sS', '--fail', '--fail-early', '-o', '/dev/null', '-H', `Host: ${endpoint.host}`, url];
    this.#curls = Array.from({ length: connections }, () => new ChildProgram(systemProgram('curl'), args, {}));
  }

  /** Returns MB/s of all downloads together while `during` runs. Rejects when one of them failed. */
  async rateDuring(during: () => Promise<void>): Promise<number> {
    const from = performance.now();
    const before = this.#received();
    await during();
    const bytes = this.#received() - before;
    return bytes / ((performance.now() - from) / 1000) / 1e6;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#curls.map((curl) => curl.stop()));
  }

  #received(): number {
    return this.#curls.reduce((sum, curl) => sum + writtenBytes(curl), 0);
  }

  async #underWay(): Promise<void> {
    const deadline = performance.now() + START_MS;
    while (this.#curls.some((curl) => writtenBytes(curl) < UNDER_WAY_BYTES)) {
      if (performance.now() > deadline) throw new Error(`bulk did not start within ${START_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

/** Bytes that a curl has written, which are those it has received: to the byte at any time, where its own report comes once a file. */
function writtenBytes(curl: ChildProgram): number {
  if (curl.end !== undefined) throw new Error(`a download ended (${curl.end}):\n${curl.output}`);
  const written = /^wchar: (\d+)$/m.exec(readFileSync(`/proc/${curl.pid}/io`, 'utf8'))?.[1];
  return Number(written);
}
