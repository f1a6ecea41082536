import { useConnection } from '../state/connection-store.ts';
import { type Answer, ENGINE_AWAY, failureOf } from './answer.ts';
import type { EngineClient } from './engine-client.ts';

/** Asks the engine for something and never throws: what goes wrong comes back as words. */
export async function ask<T>(call: (client: EngineClient) => Promise<T>): Promise<Answer<T>> {
  await started();
  const { client } = useConnection.getState();
  if (client === undefined) return { ok: false, message: ENGINE_AWAY };
  try {
    return { ok: true, value: await call(client) };
  } catch (error) {
    return failureOf(error);
  }
}

/** Resolves once the first connection stands or failed: the page can be used before that, and a click is no mistake then. */
function started(): Promise<void> {
  return new Promise((resolve) => {
    if (useConnection.getState().phase !== 'starting') return resolve();
    const unsubscribe = useConnection.subscribe(({ phase }) => {
      if (phase === 'starting') return;
      unsubscribe();
      resolve();
    });
  });
}
