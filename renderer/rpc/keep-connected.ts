import { backoff } from './backoff.ts';
import type { EngineLink } from './engine-link.ts';

/** How long the engine may take to answer the first call, ms. A port that nobody took never answers at all. */
const GREETING_MS = 8_000;

/** What the keeper needs and whom it tells. */
export interface ConnectionKeeper {
  open(): EngineLink | Promise<EngineLink>;
  /** A connection answered: subscribe. `signal` aborts when it ends. */
  onOnline(link: EngineLink, signal: AbortSignal): void;
  /**
   * A connection ended, or (`wasOnline` false) could not be made.
   * Resolving to false gives up: the key is wrong and trying again cannot help.
   */
  onLost(wasOnline: boolean): Promise<boolean>;
  /** Resolves when it is worth trying again before the wait is over. */
  hurry(signal: AbortSignal): Promise<void>;
}

/** Keeps one connection to the engine, for ever: opens it, hands it over, and opens the next when it ends. */
export async function keepConnected(keeper: ConnectionKeeper): Promise<void> {
  let attempt = 0;
  for (;;) {
    const wasOnline = await useOneLink(keeper);
    attempt = wasOnline ? 1 : attempt + 1;
    if (!(await keeper.onLost(wasOnline))) return;
    await waitOrHurry(backoff(attempt), keeper);
  }
}

async function useOneLink(keeper: ConnectionKeeper): Promise<boolean> {
  const ended = new AbortController();
  let link: EngineLink | undefined;
  try {
    link = await keeper.open();
    await answers(link);
    keeper.onOnline(link, ended.signal);
    await link.closed;
    return true;
  } catch {
    return false;
  } finally {
    ended.abort();
    link?.close();
  }
}

/** Resolves once the engine has answered one call over the link. */
async function answers(link: EngineLink): Promise<void> {
  const signal = AbortSignal.timeout(GREETING_MS);
  const gone = link.closed.then(() => {
    throw new Error('The connection ended before the engine answered.');
  });
  await Promise.race([link.client.app.info(undefined, { signal }), gone]);
}

async function waitOrHurry(ms: number, keeper: ConnectionKeeper): Promise<void> {
  const over = new AbortController();
  const timer = new Promise<void>((resolve) => setTimeout(resolve, ms));
  await Promise.race([timer, keeper.hurry(over.signal)]);
  over.abort();
}
