import type { Transport } from '../../../shared/wire/transport.ts';

/** How often a busy session is looked at again, ms: between the requests of a page there are seconds without any. */
const QUIET_CHECK_MS = 5_000;

export interface WebSocketReturnParts {
  /** Whether a new session would break nothing. */
  isQuiet(): boolean;
  /** Opens a WebSocket where that works. */
  dial(signal: AbortSignal): Promise<Transport | undefined>;
  /** A WebSocket stands, and all is quiet still. */
  onTransport(transport: Transport): void;
}

/**
 * While a session runs over long-polling: tries from time to time whether WebSockets work again. Streams cannot move from one transport
 * to another, so that it waits for a moment in which nobody uses any.
 */
export class WebSocketReturn {
  readonly #parts: WebSocketReturnParts;
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: WebSocketReturnParts, retryMs: number) {
    this.#parts = parts;
    this.#wait(retryMs, retryMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#over.abort();
  }

  #wait(ms: number, retryMs: number): void {
    this.#timer = setTimeout(() => void this.#look(retryMs), ms).unref();
  }

  async #look(retryMs: number): Promise<void> {
    const { isQuiet, dial, onTransport } = this.#parts;
    if (!isQuiet()) return this.#wait(Math.min(QUIET_CHECK_MS, retryMs), retryMs);
    const transport = await dial(this.#over.signal);
    if (transport && !this.#over.signal.aborted && isQuiet()) return onTransport(transport);
    transport?.destroy({ code: 'closed', message: 'The session is in use: another time.' });
    if (!this.#over.signal.aborted) this.#wait(retryMs, retryMs);
  }
}
