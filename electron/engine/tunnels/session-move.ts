import type { ExitSession } from './exit-session.ts';
import type { TunnelRequest } from './tunnel-request.ts';

/**
 * The way of all tunnels from a session that its exit server asked to leave to the next session. Visitors of the old one are served until
 * that exit server closes it.
 */
export class SessionMove {
  readonly #from: ExitSession;
  readonly #ask: (request: TunnelRequest) => void;
  readonly #pending = new Set<TunnelRequest>();
  /** By the next session, while the old one stood. */
  readonly #refused = new Set<TunnelRequest>();
  #over = false;

  /** `ask` makes a request once more, on the session that stands. */
  constructor(from: ExitSession, ask: (request: TunnelRequest) => void) {
    this.#from = from;
    this.#ask = ask;
  }

  get from(): ExitSession {
    return this.#from;
  }

  /** The old session is gone: what was refused because of it may be free now. */
  end(): void {
    this.#over = true;
    for (const request of this.#refused) this.#ask(request);
  }

  /**
   * The request as it is to be made on the next session. A refusal is held back: what it is about, such as a port of the same machine,
   * may be the old session's. When all are open the old exit server is told, so that it need not wait.
   */
  carry(request: TunnelRequest): TunnelRequest {
    this.#pending.add(request);
    return {
      ...request,
      onAnswer: (answer) => {
        this.#pending.delete(request);
        if (answer.opened) request.onAnswer(answer);
        else if (this.#over) this.#ask(request);
        else this.#refused.add(request);
        this.#tell();
      },
    };
  }

  /** The request is wanted no more: nothing waits for its answer, which may never come. */
  drop(request: TunnelRequest): void {
    const wasPending = this.#pending.delete(request);
    const wasRefused = this.#refused.delete(request);
    if (wasPending || wasRefused) this.#tell();
  }

  #tell(): void {
    if (this.#pending.size + this.#refused.size === 0) this.#from.moved();
  }
}
