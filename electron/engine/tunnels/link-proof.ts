import type { YamuxSession } from '../../../shared/wire/yamux-session.ts';

/** How long the exit server may take to be heard from when it is doubted: room for two packets that are lost and sent again (RFC 6298 §2.4: after 1 s, then 2 s). */
const PROOF_TIMEOUT_MS = 5_000;

/** Finds out whether a session's exit server is still there, and how far away. */
export class LinkProof {
  readonly #session: YamuxSession;
  #timer: NodeJS.Timeout | undefined;
  #ping: Promise<number> | undefined;

  constructor(session: YamuxSession) {
    this.#session = session;
  }

  /** Measures the round trip now, ms. Those who ask while one is on its way share it: the tunnels of a session all look at the same moments. */
  ping(): Promise<number> {
    this.#ping ??= this.#session.ping().finally(() => {
      this.#ping = undefined;
    });
    return this.#ping;
  }

  /** Ends the session unless the exit server is heard from soon: after a sleep, or on another network, its connection may be gone without a word. */
  demand(): void {
    const heard = this.#session.heardCount;
    this.#session.ping().catch(() => {});
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#session.heardCount > heard) return;
      this.#session.destroy({ code: 'timeout', message: 'The exit server no longer answers.' });
    }, PROOF_TIMEOUT_MS);
  }

  /** The session is over. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
