import type { EngineClient } from './engine-client.ts';

/** One connection to the engine. It does not come back by itself: see `keepConnected`. */
export interface EngineLink {
  readonly client: EngineClient;
  /** Settles once, when the connection has ended, for whatever reason. Never rejects. */
  readonly closed: Promise<void>;
  close(): void;
}
